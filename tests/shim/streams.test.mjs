// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf, startFunction } from './worker.mjs';

const windowBytes = 256 * 1024;

/** @param {import('./worker.mjs').Worker} worker @param {string} id */
function received(worker, id) {
  return Buffer.concat(worker.chunks(id).map(({ data }) => Buffer.from(data ?? '', 'base64')));
}

/** @param {import('./worker.mjs').Worker} worker @param {string} id */
function untilEnd(worker, id) {
  return worker.until(({ method, params }) => method === 'chunk' && params.id === id && params.end);
}

/** @param {import('./worker.mjs').Worker} worker @param {string} id */
function untilFinished(worker, id) {
  return worker.until(({ method, params }) => method === 'finished' && params.id === id);
}

for (const [name, expression] of [
  ['A web stream', 'new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode("a")); setTimeout(() => { c.enqueue(new TextEncoder().encode("☃")); c.close(); }, 20); } })'],
  ['An async iterable', '(async function* () { yield "a"; await new Promise((r) => setTimeout(r, 20)); yield Buffer.from("☃"); })()'],
  ['A Node stream', 'require("stream").Readable.from((async function* () { yield "a"; await new Promise((r) => setTimeout(r, 20)); yield "☃"; })())'],
  ['A blob', 'new Blob(["a", "☃"])'],
]) {
  test(`${name} arrives whole, in chunks when it takes its time`, async (t) => {
    const worker = await startFunction(t, `exports.handler = () => ({ statusCode: 200, headers: { 'content-type': 'text/plain' }, body: ${expression} });`);
    const id = worker.invoke();
    const { result } = await worker.answerTo(id);
    assert.deepEqual(result, { status: 200, headers: { 'content-type': 'text/plain' }, open: true, bodyType: 'stream' });
    await untilFinished(worker, id);
    assert.equal(received(worker, id).toString(), 'a☃');
    const kinds = worker.messages.map(({ method, params }) => (params?.end ? 'end' : method)).slice(-2);
    assert.deepEqual(kinds, ['end', 'finished']);
  });
}

test('A bare stream is streamed, and a response from fetch-style code as well', async (t) => {
  const worker = await startFunction(t, `const slow = async function* () { await new Promise((r) => setTimeout(r, 5)); yield 'slow'; };
    exports.handler = ({ query }) => query.web ? new Response(ReadableStream.from(slow()).pipeThrough(new TextEncoderStream()), { headers: { a: 'b' } }) : slow();`);
  for (const query of ['', 'web=1']) {
    const id = worker.invoke({ query });
    assert.equal((await worker.answerTo(id)).result.bodyType, 'stream');
    await untilFinished(worker, id);
    assert.equal(received(worker, id).toString(), 'slow');
  }
});

test('A short stream that is all there is one answer', async (t) => {
  const worker = await startFunction(t, 'exports.handler = () => (async function* () { yield "a"; await null; yield "b"; })();');
  const { result } = await worker.call();
  assert.deepEqual(result, { status: 200, headers: {}, bodyType: 'bytes', body: 'YWI=' });
});

test('The first byte arrives before the stream ends', async (t) => {
  const worker = await startFunction(t, `let release; const released = new Promise((resolve) => { release = resolve; });
    exports.handler = ({ query }) => { if (query.release) { release(); return 'ok'; } return (async function* () { yield 'first'; await released; yield 'last'; })(); };`);
  const id = worker.invoke();
  await worker.until(({ method }) => method === 'chunk');
  assert.equal(received(worker, id).toString(), 'first');
  await worker.call({ query: 'release=1' });
  await untilEnd(worker, id);
  assert.equal(received(worker, id).toString(), 'firstlast');
});

test('No more than the window is sent before it is acknowledged, and other calls go on', async (t) => {
  const worker = await startFunction(t, `let pulled = 0;
    exports.handler = ({ query }) => query.pulled ? pulled : (async function* () { for (let i = 0; i < 40; i++) { pulled++; yield Buffer.alloc(50000, i); } })();`);
  const id = worker.invoke();
  assert.equal((await worker.answerTo(id)).result.bodyType, 'stream');
  const pulled = bodyOf(await worker.call({ query: 'pulled=1' }));
  assert.ok(pulled <= 7, `${pulled} pieces were read ahead`);
  assert.equal(received(worker, id).length, windowBytes);
  let acknowledged = 0;
  while (!worker.chunks(id).some(({ end }) => end)) {
    const have = received(worker, id).length;
    assert.ok(have - acknowledged <= windowBytes);
    if (have > acknowledged) {
      worker.notify('chunk.ack', { id, bytes: have - acknowledged });
      acknowledged = have;
    }
    await worker.request('ping');
  }
  assert.ok(received(worker, id).equals(Buffer.concat(Array.from({ length: 40 }, (_, index) => Buffer.alloc(50000, index)))));
});

test('A buffer that the function uses again does not spoil what it yielded before', async (t) => {
  const worker = await startFunction(t, 'exports.handler = () => (async function* () { const b = Buffer.alloc(1); for (const c of "abc") { b.write(c); yield b; } })();');
  assert.equal(String(bodyOf(await worker.call())), 'abc');
});

test('A stream that fails at once is an error like any other', async (t) => {
  const worker = await startFunction(t, 'exports.handler = () => (async function* () { throw new RangeError("at once"); })();');
  const { error } = await worker.call();
  assert.deepEqual([error?.code, error?.data.name, error?.data.message], [-32001, 'RangeError', 'at once']);
});

test('A stream that fails midway ends with the error, and the next call works', async (t) => {
  const worker = await startFunction(t, `exports.handler = ({ query }) => query.ok ? 'ok'
    : (async function* () { yield 'a'; await new Promise((r) => setTimeout(r, 10)); throw new Error('midway'); })();`);
  const id = worker.invoke();
  const { params } = await untilEnd(worker, id);
  assert.deepEqual(params, { id, end: true, error: 'midway' });
  await untilFinished(worker, id);
  const [log] = worker.logs;
  assert.deepEqual([log.id, log.level, log.late], [id, 'error', true]);
  assert.match(log.message, /failed midway: Error: midway\n {4}at /);
  assert.equal(bodyOf(await worker.call({ query: 'ok=1' })), 'ok');
});

test('A caller who leaves ends the stream and lets the function clean up', async (t) => {
  const worker = await startFunction(t, `exports.handler = () => (async function* () { try { for (;;) yield Buffer.alloc(100000); } finally { console.log('cleaned'); } })();`);
  const id = worker.invoke();
  await worker.answerTo(id);
  worker.notify('$/cancelRequest', { id, reason: 'disconnected' });
  const { params } = await untilEnd(worker, id);
  assert.equal(params.error, 'The caller has left');
  await untilFinished(worker, id);
  const [log] = await worker.untilLogs((logs) => logs.length > 0);
  assert.deepEqual(log, { id, level: 'info', late: true, message: 'cleaned' });
});

test('A log line inside a stream has the id of its invocation', async (t) => {
  const worker = await startFunction(t, `exports.handler = () => ReadableStream.from((async function* () { await new Promise((r) => setTimeout(r, 5)); console.log('in'); yield 'x'; })());`);
  const id = worker.invoke();
  await untilFinished(worker, id);
  assert.deepEqual(worker.logs, [{ id, level: 'info', late: true, message: 'in' }]);
});

test('A piece of a stream that is no bytes ends it midway with the reason', async (t) => {
  const worker = await startFunction(t, `exports.handler = () => (async function* () { yield 'a'; await new Promise((r) => setTimeout(r, 10)); yield 5; })();`);
  const id = worker.invoke();
  const { params } = await untilEnd(worker, id);
  assert.match(params.error, /must be strings or bytes, not number/);
});

test('A call that an uncaught error has answered does not go on reading its stream', async (t) => {
  const worker = await startFunction(t, `exports.handler = () => {
    return (async function* () { process.nextTick(() => { throw new Error('lost'); }); try { for (;;) { await null; yield Buffer.alloc(10); await new Promise((r) => process.nextTick(r)); } } finally { console.log('cleaned'); } })(); };`);
  const id = worker.invoke();
  assert.equal((await worker.answerTo(id)).error?.data.message, 'lost');
  const logs = await worker.untilLogs((lines) => lines.some(({ message }) => message === 'cleaned'));
  assert.ok(logs.every((log) => log.id === id));
  assert.equal(worker.chunks(id).length, 0);
});

test('A stream whose headers fill a frame is unusable, and nothing stays open', async (t) => {
  const worker = await startFunction(t, `exports.handler = ({ query }) => query.ok ? 'ok' : ({ statusCode: 200, headers: { a: 'x'.repeat(20000) },
    body: (async function* () { await new Promise((r) => setTimeout(r, 5)); yield 'a'; })() });`, { maxFrameBytes: 10000 });
  const { error } = await worker.call();
  assert.deepEqual([error?.code, error?.data.open], [-32002, undefined]);
  assert.equal(bodyOf(await worker.call({ query: 'ok=1' })), 'ok');
});
