// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf, newId, startFunction, startWorker } from './worker.mjs';

test('A worker says ready first, once, with its versions', async (t) => {
  const worker = await startWorker(t);
  await worker.request('ping');
  assert.deepEqual(worker.messages[0], /** @type {any} */ ({ jsonrpc: '2.0', method: 'ready', params: { protocol: 1, node: process.version } }));
  assert.equal(worker.messages.filter(({ method }) => method === 'ready').length, 1);
});

test('A call is marked as begun before its first line runs, and those behind it are not', async (t) => {
  const worker = await startFunction(t, `const fs = require('fs'); const marks = Buffer.alloc(4);
    exports.handler = () => { fs.readSync(5, marks, 0, 4, 0); return [...marks]; };`);
  const answers = await Promise.all([worker.call(), worker.call(), worker.call()]);
  assert.deepEqual(answers.map(bodyOf), [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0]]);
});

test('A call behind one that never returns is not marked as begun', async (t) => {
  const worker = await startFunction(t, 'exports.handler = () => { for (;;); };');
  const [first, second] = [worker.invoke(), worker.invoke()];
  await worker.untilBegun(first);
  assert.equal(worker.hasBegun(second), false);
});

test('A call that cannot be marked as begun does not begin', async (t) => {
  const worker = await startFunction(t, `require('fs').closeSync(5); exports.handler = () => { console.log('began'); };`);
  worker.invoke();
  assert.deepEqual(await worker.exited, { code: 71, signal: null });
  assert.deepEqual(worker.logs, []);
});

for (const [reason, name, message] of [
  ['timeout', 'TimeoutError', 'The call has reached its time limit'], ['disconnected', 'AbortError', 'The caller has left'], ['stopping', 'AbortError', 'The server is stopping'],
]) {
  test(`A cancellation for ${reason} fires the signal, and the answer is still sent`, async (t) => {
    const worker = await startFunction(t, `exports.handler = (request, { signal }) => new Promise((resolve) => {
      signal.addEventListener('abort', () => { console.log('aborted'); resolve({ name: signal.reason.name, message: signal.reason.message }); }); });`);
    const id = worker.invoke();
    await worker.untilBegun(id);
    worker.notify('$/cancelRequest', { id, reason });
    assert.deepEqual(bodyOf(await worker.answerTo(id)), { name, message });
    assert.equal(worker.logs[0]?.id, id);
  });
}

test('A signal that is asked for after the cancellation has fired already', async (t) => {
  const worker = await startFunction(t, 'exports.handler = async (request, context) => { await new Promise((r) => setTimeout(r, 30)); return context.signal.aborted; };');
  const id = worker.invoke();
  worker.notify('$/cancelRequest', { id, reason: 'timeout' });
  assert.equal(bodyOf(await worker.answerTo(id)), true);
});

test('A web request of a cancelled call is aborted', async (t) => {
  const worker = await startFunction(t, `export default { fetch: (request) => new Promise((resolve) => request.signal.addEventListener('abort', () => resolve(new Response('aborted')))) };`);
  const id = worker.invoke();
  worker.notify('$/cancelRequest', { id, reason: 'disconnected' });
  assert.equal(String(bodyOf(await worker.answerTo(id))), 'aborted');
});

test('A cancellation of a call that is over or unknown does nothing', async (t) => {
  const worker = await startFunction(t, 'exports.handler = () => "ok";');
  const id = worker.invoke();
  await worker.answerTo(id);
  worker.notify('$/cancelRequest', { id, reason: 'timeout' });
  worker.notify('chunk.ack', { id: newId(), bytes: 1 });
  assert.equal(bodyOf(await worker.call()), 'ok');
});

test('An invocation with waitUntil is open until all of it has settled', async (t) => {
  const worker = await startFunction(t, `exports.handler = (request, { waitUntil }) => {
    waitUntil(new Promise((resolve) => setTimeout(() => { console.log('first'); resolve(); }, 10)));
    waitUntil(new Promise((_, reject) => setTimeout(reject, 30, new Error('second'))));
    waitUntil('no promise'); return 'ok'; };`);
  const id = worker.invoke();
  assert.deepEqual((await worker.answerTo(id)).result, { status: 200, headers: {}, open: true, bodyType: 'text', body: 'ok' });
  await worker.until(({ method, params }) => method === 'finished' && params.id === id);
  assert.deepEqual(worker.logs.map(({ late, message }) => [late, message.split('\n')[0]]), [[true, 'first'], [true, 'A promise given to waitUntil was rejected: Error: second']]);
  assert.equal(worker.messages.at(-1)?.method, 'finished');
});

test('An error with waitUntil is open, too', async (t) => {
  const worker = await startFunction(t, `exports.handler = (request, { waitUntil }) => { waitUntil(new Promise((r) => setTimeout(r, 10))); if (request.query.a) return 1n; throw new Error('x'); };`);
  for (const query of ['', 'a=1']) {
    const id = worker.invoke({ query });
    assert.equal((await worker.answerTo(id)).error?.data.open, true);
    await worker.until(({ method, params }) => method === 'finished' && params.id === id);
  }
});

test('waitUntil that has settled before the answer leaves nothing open', async (t) => {
  const worker = await startFunction(t, 'exports.handler = async (request, context) => { context.waitUntil(Promise.resolve()); await new Promise((r) => setTimeout(r, 5)); return "ok"; };');
  assert.equal((await worker.call()).result.open, undefined);
  await worker.request('ping');
  assert.ok(!worker.messages.some(({ method }) => method === 'finished'));
});

test('A drain waits for calls and for waitUntil, takes no new calls, and ends the worker with code 0', async (t) => {
  const worker = await startFunction(t, `exports.handler = (request, { waitUntil }) => new Promise((resolve) => setTimeout(() => {
    waitUntil(new Promise((r) => setTimeout(r, 30))); resolve('ok'); }, 30));`);
  const id = worker.invoke();
  const drained = worker.request('drain');
  assert.equal((await worker.call()).error?.code, -32003);
  assert.deepEqual((await drained).result, null);
  assert.deepEqual(await worker.exited, { code: 0, signal: null });
  const kinds = worker.messages.filter((message) => message.id === id || message.params?.id === id).map(({ method }) => method ?? 'answer');
  assert.deepEqual(kinds, ['answer', 'finished']);
});

test('A drain sends the answer it has waited for before it is answered itself', async (t) => {
  const worker = await startFunction(t, 'exports.handler = () => new Promise((resolve) => setTimeout(resolve, 20, "ok"));');
  const ids = [worker.invoke(), worker.invoke()];
  assert.equal((await worker.request('drain')).result, null);
  assert.deepEqual(await Promise.all(ids.map(async (id) => bodyOf(await worker.answerTo(id)))), ['ok', 'ok']);
});

test('A drain of an idle worker is answered at once, timers or not', async (t) => {
  const worker = await startFunction(t, 'setInterval(() => {}, 1000); exports.handler = () => "ok";');
  assert.equal((await worker.request('drain')).result, null);
  assert.equal((await worker.exited).code, 0);
});

test('The end of the wire ends the worker at once, whatever it is doing', async (t) => {
  const worker = await startFunction(t, 'process.on("exit", () => console.log("exit")); setInterval(() => {}, 1000); exports.handler = () => new Promise(() => {});');
  await worker.untilBegun(worker.invoke());
  worker.input.end();
  assert.deepEqual(await worker.exited, { code: 0, signal: null });
});

test('A ping is answered while a call waits', async (t) => {
  const worker = await startFunction(t, 'exports.handler = () => new Promise(() => {});');
  worker.invoke();
  assert.equal((await worker.request('ping')).result, null);
});

test('A second load is refused', async (t) => {
  const worker = await startFunction(t, 'exports.handler = () => "first";');
  assert.equal((await worker.load('exports.handler = () => "second";')).error?.code, -32010);
  assert.equal(bodyOf(await worker.call()), 'first');
});

test('Nothing of the host can be read, and no network reached', async (t) => {
  const worker = await startFunction(t, `const fs = require('fs'); exports.handler = async () => {
    const codes = []; for (const attempt of [() => fs.readFileSync('/etc/passwd'), () => require('child_process').execSync('id'), () => fs.writeFileSync('/tmp/x', ''),
      () => new Promise((_, reject) => require('net').connect(1, '127.0.0.1').on('error', reject)), () => fetch('http://127.0.0.1:1/')]) { try { await attempt(); codes.push('ok'); } catch (error) { codes.push(error.code ?? error.message); } }
    return [codes, process.env.HOST_SECRET ?? null]; };`);
  assert.deepEqual(bodyOf(await worker.call()), [['ERR_ACCESS_DENIED', 'ERR_ACCESS_DENIED', 'ERR_ACCESS_DENIED', 'ERR_ACCESS_DENIED', 'fetch failed'], null]);
});
