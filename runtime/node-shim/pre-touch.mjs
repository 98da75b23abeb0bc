// @ts-check
// A blank worker does while nobody waits what the first call would otherwise pay for: Node builds its web globals, 20 ms
// and more, when they are first used, and V8 compiles each function of the shim when it is first called.
import { FunctionContext } from './context.mjs';
import { encodeHeaders, encodeWebHeaders } from './headers.mjs';
import { load } from './load.mjs';
import { FunctionRequest } from './request.mjs';
import { captureRequest, createWebRequest } from './web-request.mjs';
import { takeLine } from './worker.mjs';

/** Uses each of them once, without a trace on the wire. */
export async function preTouch() {
  captureRequest();
  touchGlobals();
  touchShim();
  await load({ functionId: '', functionName: 'blank', env: {}, body: 'function handler() {}' });
  await load({ functionId: '', functionName: 'blank', env: {}, body: 'export default { fetch() {} }' });
}

function touchGlobals() {
  const response = new Response('x', { headers: { a: 'b' } });
  encodeWebHeaders(response.headers);
  response.body?.getReader().read();
  new Request('http://localhost/', { method: 'POST', body: 'x', signal: new AbortController().signal }).text();
  new URL('http://localhost/?a=b').searchParams.get('a');
  new TextDecoder().decode(new TextEncoder().encode('x'));
  new Blob(['x']).stream();
  new FormData().append('a', 'b');
  structuredClone({ a: 1 });
  crypto.randomUUID();
  void crypto.subtle;
  fetch('data:,x').then(({ body }) => body?.cancel()).catch(() => {});
  // Refused, since no call of a function is there, and the way to that is all there is to compile.
  fetch('http://localhost/').catch(() => {});
}

function touchShim() {
  takeLine('{"method":"$/cancelRequest","params":{"id":"none"}}');
  /** @type {any} */
  const params = { method: 'GET', origin: 'http://localhost', path: '/', subpath: '/', query: 'a=b', headers: { a: 'b' }, bodyType: 'none', bodyBytes: 0 };
  const request = new FunctionRequest(params, '');
  /** @type {any} */
  const noInvocation = { id: '' };
  new FunctionContext(noInvocation, request, { functionId: '', functionName: '', services: [] }, { identity: null, deadline: 0 });
  createWebRequest(params, request, new AbortController().signal);
  encodeHeaders({ 'content-type': 'text/plain', a: 1 });
}
