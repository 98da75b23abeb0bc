// Everything a handler may return.
import type { Handler } from '../../../runtime/types/molnos';

interface User { name: string; visits: number }

const answers: Record<string, Handler> = {
  status: () => ({ statusCode: 201, headers: { 'x-a': 1, 'set-cookie': ['a=1', 'b=2'], 'x-none': undefined }, body: { ok: true } }),
  text: async () => ({ statusCode: '404', body: 'not here' }),
  bytes: () => ({ statusCode: 200, body: new Uint8Array([1, 2]) }),
  stream: () => ({ statusCode: 200, body: new ReadableStream() }),
  iterable: () => ({ statusCode: 200, body: (async function* () { yield 'a'; })() }),
  webHeaders: () => ({ statusCode: 200, headers: new Headers({ a: 'b' }) }),
  lambda: () => ({ statusCode: 200, multiValueHeaders: { a: ['1', '2'] }, cookies: ['a=1'], body: 'AQI=', isBase64Encoded: true }),
  web: () => new Response('hi', { status: 202 }),
  bare: () => 'hi',
  number: () => 0,
  nothing: () => {},
  none: () => null,
  list: () => [1, 'two', { three: 3 }],
  object: () => ({ message: 'hi' }),
  named: (): User => ({ name: 'Ada', visits: 1 }),
  maybe: async ({ query }) => (query['id'] === undefined ? { statusCode: 400, body: { error: 'id is missing' } } : { id: query['id'] }),
};

export const handler: Handler = (request, context) => answers[request.subpath.slice(1)]?.(request, context);
