// Answers with the value that ?value= names, so that a test can walk through them.
const circular = { name: 'ring' };
circular.self = circular;

const values = {
  zero: () => ({ statusCode: 200, body: 0 }),
  emptyText: () => ({ statusCode: 200, body: '' }),
  no: () => ({ statusCode: 200, body: false }),
  nothing: () => ({ statusCode: 200, body: null }),
  noContent: () => ({ statusCode: 204 }),
  headersOnly: () => ({ statusCode: 200, headers: { 'x-sample': 'yes' } }),
  status444: () => ({ statusCode: 444, body: 'odd' }),
  statusText: () => ({ statusCode: '201', body: 'made' }),
  redirect: () => ({ statusCode: 302, headers: { location: 'https://example.org/a?b=c#d' } }),
  jsonText: () => ({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{ "a" :  1.50 }' }),
  date: () => ({ statusCode: 200, body: { at: '2020-01-02T03:04:05.006+07:00', time: new Date(0) } }),
  twoCookies: () => ({ statusCode: 200, headers: { 'set-cookie': ['a=1; Path=/', 'b=2'], 'x-number': 7 }, body: 'cookies' }),
  hopByHop: () => ({ statusCode: 200, headers: { connection: 'close', 'transfer-encoding': 'chunked', 'content-length': '3', 'x-kept': 'yes' }, body: 'longer than three' }),
  html: () => ({ statusCode: 200, headers: { 'Content-Type': 'text/html' }, body: '<p>hi</p>' }),
  bytes: () => ({ statusCode: 200, body: new Uint8Array([0, 1, 254, 255]) }),
  bareText: () => 'bare ☃',
  bareObject: () => ({ answer: 42 }),
  bareArray: () => [1, 'two', null],
  bareNumber: () => 7,
  bareUndefined: () => undefined,
  bareNull: () => null,
  response: () => new Response('web ☃', { status: 202, headers: [['x-sample', 'web'], ['set-cookie', 'a=1'], ['set-cookie', 'b=2']] }),
  responseEmpty: () => new Response(null, { status: 204 }),
  longText: () => ({ statusCode: 200, body: 'x'.repeat(5 * 1024 * 1024 - 1) + '\n' }),

  circular: () => ({ statusCode: 200, body: circular }),
  bigint: () => ({ statusCode: 200, body: { n: 1n } }),
  throwingGetter: () => ({ statusCode: 200, body: { get trap() { throw new Error('no entry'); } } }),
  throwingStatus: () => ({ get statusCode() { throw new Error('no status'); } }),
  throwingToJson: () => ({ statusCode: 200, body: { toJSON() { throw new Error('no json'); } } }),
  proxy: () => ({ statusCode: 200, body: new Proxy({}, { ownKeys() { throw new Error('no keys'); } }) }),
  symbol: () => ({ statusCode: 200, body: Symbol('s') }),
  function: () => ({ statusCode: 200, body: () => 1 }),
  statusTooLow: () => ({ statusCode: 199 }),
  statusTooHigh: () => ({ statusCode: 600 }),
  statusNaN: () => ({ statusCode: 'teapot' }),
  statusFraction: () => ({ statusCode: 200.5 }),
  headerName: () => ({ statusCode: 200, headers: { 'bad name': 'x' }, body: '' }),
  headerBreak: () => ({ statusCode: 200, headers: { 'x-bad': 'a\r\nx-injected: b' }, body: '' }),
  headerObject: () => ({ statusCode: 200, headers: { 'x-bad': { a: 1 } }, body: '' }),
};

async function handler(request) {
  return values[request.query.value]();
}
