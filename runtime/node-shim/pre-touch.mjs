// @ts-check
// Node builds its web globals when they are first used, 20 ms and more; a blank worker does it while nobody waits.
import vm from 'node:vm';
import { captureRequest } from './web-request.mjs';

/** Uses each of them once. */
export function preTouch() {
  captureRequest();
  const request = new Request('http://localhost/', { method: 'POST', body: 'x', headers: new Headers({ a: 'b' }), signal: new AbortController().signal });
  const response = new Response('x', { headers: { a: 'b' } });
  response.headers.getSetCookie();
  response.body?.getReader().read();
  request.text();
  new URL(request.url).searchParams.get('a');
  new TextDecoder().decode(new TextEncoder().encode('x'));
  new Blob(['x']).stream();
  new FormData().append('a', 'b');
  structuredClone({ a: 1 });
  crypto.randomUUID();
  void crypto.subtle;
  new vm.Script('(function () {})').runInThisContext();
  // Settles without a network; only the loading of what stands behind it matters.
  fetch('data:,x').then(({ body }) => body?.cancel()).catch(() => {});
}
