// @ts-nocheck
// Attacks by the wire: a worker may lie about its own calls alone, and one lie too many ends it.
import { brokeProtocol, gets, workerGone } from './wants.mjs';

/** Its body has `id`, the id of the call, `victim`, that of another function's open call, and `send`, which writes a frame or text. */
const forge = (name, body, wants = [brokeProtocol]) => ({ name, wants, limits: { timeoutMs: 3000 }, code: `
  const { writeSync } = require('node:fs');
  const all = (bytes) => {
    for (let at = 0; at < bytes.length;) {
      try { at += writeSync(4, bytes, at, bytes.length - at); } catch (error) { if (error.code !== 'EAGAIN') throw error; }
    }
  };
  const send = (message) => all(Buffer.from(typeof message === 'object' && !Buffer.isBuffer(message) ? JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n' : message));
  const answer = (body, more) => ({ status: 200, headers: {}, bodyType: 'text', body, ...more });
  async function handler(request, { invocationId: id }) {
    const victim = request.body.victim;
    ${body}
    return new Promise(() => {});
  }` });

const forged = gets(200, /^forged$/);

export const forgery = [
  forge('answer itself past the shim', "send({ id, result: answer('forged') });", [forged]),
  forge('answer itself twice', "send({ id, result: answer('forged') }); send({ id, result: answer('again') });", [forged, brokeProtocol]),
  forge('answer itself, then by the shim', "send({ id, result: answer('forged') }); return 'own';", [forged, brokeProtocol]),
  forge("answer another function's call", "send({ id: victim, result: answer('forged') });"),
  forge('answer a call that nobody made', "send({ id: 'f'.repeat(32), result: answer('forged') });"),
  forge('answer by a number, nothing, a list', "send({ id: 1, result: answer('forged') });"),
  forge("end another function's stream", "send({ method: 'chunk', params: { id: victim, end: true } });"),
  forge("add to another function's stream", "send({ method: 'chunk', params: { id: victim, text: 'forged' } });"),
  forge("finish another function's call", "send({ method: 'finished', params: { id: victim } });"),
  forge('finish itself before its answer', "send({ method: 'finished', params: { id } });"),
  forge('a chunk without a stream', "send({ method: 'chunk', params: { id, text: 'forged' } });"),
  forge('a stream over its window', `send({ id, result: { status: 200, headers: {}, bodyType: 'stream', open: true } });
    for (let n = 0; n < 100; n++) send({ method: 'chunk', params: { id, text: 'x'.repeat(100_000) } });`, [{ kind: 'cut' }, brokeProtocol]),
  forge('ready again', "send({ method: 'ready', params: { protocol: 1, node: 'v0' } });"),
  forge('a method that is none', "send({ method: 'shutdown', params: {} });"),
  forge('a request that is none', "send({ id: 1, method: 'functions.list', params: {} });"),
  forge("a binding call in another function's name", "send({ id: 1, method: 'bindings.call', params: { id: victim, service: 'databases', method: 'get', args: [] } });", [brokeProtocol, workerGone]),
  forge('a binding call of a service it has not', "send({ id: 1, method: 'bindings.call', params: { id, service: 'databases', method: 'get', args: [] } }); return 'own';", [gets(200, /^own$/), workerGone]),
  forge('binding calls without end', "for (let n = 1; n < 200_000; n++) send({ id: n, method: 'bindings.call', params: { id, service: 'databases', method: 'get', args: [] } });", [workerGone, brokeProtocol, gets(504)]),
  forge('a status beyond all', "send({ id, result: answer('x', { status: 99 }) });"),
  forge('a status of 101', "send({ id, result: answer('x', { status: 101 }) });"),
  forge('a header that splits the answer', "send({ id, result: answer('x', { headers: { a: 'b\\r\\nset-cookie: forged=1' } }) });"),
  forge('a header name that splits the answer', "send({ id, result: answer('x', { headers: { 'a: b\\r\\nc': 'd' } }) });"),
  forge('a header of the connection', "send({ id, result: answer('forged', { headers: { 'content-length': '1', 'transfer-encoding': 'chunked', connection: 'close' } }) });", [forged]),
  forge('an error of the platform', "send({ id, error: { code: -32700, message: 'x' } });"),
  forge('an error that is none', "send({ id, error: 'x' });"),
  forge('half a line, then nothing', "send('{\"jsonrpc\":\"2.0\",');", [gets(504)]),
  forge('no JSON', "send('forged\\n');"),
  forge('an empty line', "send('\\n');"),
  forge('a batch', "send('[' + JSON.stringify({ jsonrpc: '2.0', id, result: answer('forged') }) + ']\\n');"),
  forge('CR LF', "send(JSON.stringify({ jsonrpc: '2.0', id, result: answer('forged') }) + '\\r\\n');"),
  forge('NUL and what is not UTF-8', "send(Buffer.from([0, 255, 254, 10]));"),
  forge('members twice', "send('{\"jsonrpc\":\"2.0\",\"id\":\"' + id + '\",\"id\":\"' + victim + '\",\"result\":null}\\n');"),
  forge('10,000 levels deep', "send('{\"jsonrpc\":\"2.0\",\"id\":\"' + id + '\",\"result\":' + '['.repeat(10_000) + ']'.repeat(10_000) + '}\\n');"),
  forge('a line of 40 MiB', `send('{"jsonrpc":"2.0","id":"' + id + '","result":{"status":200,"headers":{},"bodyType":"text","body":"');
    for (let n = 0; n < 40; n++) send('x'.repeat(1 << 20));
    send('"}}\\n');`, [brokeProtocol, gets(504)]),
  forge('a line without end', "for (;;) send('x'.repeat(1 << 20));", [brokeProtocol, gets(504)]),
  forge('a flood of log notes', "for (;;) send({ method: 'log', params: { level: 'info', message: 'x'.repeat(10_000) } });"),
  forge('a flood of empty log notes', "for (;;) send({ method: 'log', params: { level: 'info', message: '' } });", [brokeProtocol, gets(504)]),
  forge('ids that are numbers beyond all', "send('{\"jsonrpc\":\"2.0\",\"id\":1e400,\"method\":\"bindings.call\",\"params\":{}}\\n');"),
  { name: 'answers while it loads', via: 'deploy', wants: [gets(400)], code: `
    require('node:fs').writeSync(4, JSON.stringify({ jsonrpc: '2.0', id: '0'.repeat(32), result: { shape: 'script', cacheRejected: false } }) + '\\n');
    function handler() {}` },
  { name: 'leaving while it loads', via: 'deploy', wants: [gets(400)], code: 'process.reallyExit(0); function handler() {}' },
];
