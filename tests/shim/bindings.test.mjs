// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf, startFunction } from './worker.mjs';

const services = ['databases', 'storage', 'observability'];

/** @param {import('./worker.mjs').Worker} worker */
const nextCall = (worker, n = 0) => worker.until((message) => message.method === 'bindings.call' && worker.messages.filter(({ method }) => method === 'bindings.call').indexOf(message) === n);

/** @param {import('./worker.mjs').Worker} worker @param {any} id @param {object} answer */
const answer = (worker, id, answer) => worker.write(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));

test('A function sees the services that it declared, and no others', async (t) => {
  const worker = await startFunction(t, 'exports.handler = (request, { bindings }) => [Object.keys(bindings), Object.keys(bindings.storage), typeof bindings.http];', { services });
  assert.deepEqual(bodyOf(await worker.call()), [services, ['get', 'list', 'put', 'delete'], 'undefined']);
});

test('A call of a service carries its invocation, and its answer settles the promise', async (t) => {
  const worker = await startFunction(t, 'exports.handler = async (request, { bindings }) => ({ got: await bindings.databases.get("users", "a") });', { services });
  const id = worker.invoke();
  const call = await nextCall(worker);
  assert.deepEqual(call.params, { id, service: 'databases', method: 'get', args: ['users', 'a'] });
  answer(worker, call.id, { result: { value: { n: 1 } } });
  assert.deepEqual(bodyOf(await worker.answerTo(id)), { got: { n: 1 } });
});

test('A value that is none, bytes and an error arrive as what they are', async (t) => {
  const worker = await startFunction(t, `exports.handler = async (request, { bindings: { storage } }) => {
    const none = await storage.get('b', 'none'); const bytes = await storage.get('b', 'bytes');
    const error = await storage.get('b', 'denied').catch((error) => [error instanceof Error, error.name, error.code, error.message]);
    return [none === undefined, Buffer.isBuffer(bytes), bytes.toString(), error]; };`, { services });
  const id = worker.invoke();
  answer(worker, (await nextCall(worker, 0)).id, { result: {} });
  answer(worker, (await nextCall(worker, 1)).id, { result: { bytes: Buffer.from('hå').toString('base64') } });
  answer(worker, (await nextCall(worker, 2)).id, { error: { code: -32020, message: 'No.', data: { code: 'permission_denied' } } });
  assert.deepEqual(bodyOf(await worker.answerTo(id)), [true, true, 'hå', [true, 'BindingError', 'permission_denied', 'No.']]);
});

test('Bytes are sent as such, and what cannot be sent is refused without a call', async (t) => {
  const worker = await startFunction(t, `exports.handler = async (request, { bindings: { storage } }) => {
    await storage.put('b', 'k', new Uint8Array([1, 2, 3]).subarray(1), undefined);
    return Promise.all([1n, { toJSON() { throw new Error('no'); } }].map((value) => storage.put('b', 'k', value).catch(({ code }) => code))); };`, { services });
  const id = worker.invoke();
  const call = await nextCall(worker);
  assert.deepEqual(call.params?.args, ['b', 'k', { $bytes: 'AgM=' }, null]);
  answer(worker, call.id, { result: { value: true } });
  assert.deepEqual(bodyOf(await worker.answerTo(id)), ['invalid_argument', 'invalid_argument']);
  assert.equal(worker.messages.filter(({ method }) => method === 'bindings.call').length, 1);
});

test('What an invoked function is sent keeps its kind: text, bytes, JSON, and pairs that have no JSON', async (t) => {
  const worker = await startFunction(t, `exports.handler = async (request, { bindings: { functions } }) => {
    await functions.invoke('f', { body: 'h\\ud800', query: new URLSearchParams('a=1&a=2'), headers: new Headers({ 'X-A': 'b' }) });
    await functions.invoke('f', { body: new Uint8Array([1, 2, 3]).subarray(1), method: 'PUT' });
    await functions.invoke('f', { body: new Uint8Array([3]).buffer });
    await functions.invoke('f', { body: { a: [null] }, query: { a: ['1'] }, other: 1 });
    await functions.invoke('f', { body: null });
    await functions.invoke('f'); await functions.invoke('f', 7); };`, { services: ['functions'] });
  const id = worker.invoke();
  const args = [];
  for (let n = 0; n < 7; n++) {
    const call = await nextCall(worker, n);
    args.push(call.params?.args);
    answer(worker, call.id, { result: { value: {} } });
  }
  await worker.answerTo(id);
  assert.deepEqual(args, [
    ['f', { query: [['a', '1'], ['a', '2']], headers: [['x-a', 'b']], body: { text: 'h\ufffd' } }],
    ['f', { method: 'PUT', body: { bytes: 'AgM=' } }], ['f', { body: { bytes: 'Aw==' } }],
    ['f', { other: 1, query: { a: ['1'] }, body: { json: { a: [null] } } }], ['f', {}], ['f'], ['f', 7],
  ]);
});

test('An answer of another function has its bytes as the body', async (t) => {
  const worker = await startFunction(t, `exports.handler = async (request, { bindings: { functions } }) => {
    const { statusCode, body } = await functions.invoke('f'); return [statusCode, Buffer.isBuffer(body), body.toString()]; };`, { services: ['functions'] });
  const id = worker.invoke();
  answer(worker, (await nextCall(worker)).id, { result: { value: { statusCode: 200, headers: {} }, bytes: Buffer.from('hå').toString('base64') } });
  assert.deepEqual(bodyOf(await worker.answerTo(id)), [200, true, 'hå']);
});

test('Answers come in any order, each to its own call', async (t) => {
  const worker = await startFunction(t, `exports.handler = async (request, { bindings: { databases } }) => Promise.all(['a', 'b', 'c'].map((key) => databases.get('t', key)));`, { services });
  const id = worker.invoke();
  const calls = [await nextCall(worker, 0), await nextCall(worker, 1), await nextCall(worker, 2)];
  for (const call of calls.reverse()) answer(worker, call.id, { result: { value: call.params?.args[1] } });
  assert.deepEqual(bodyOf(await worker.answerTo(id)), ['a', 'b', 'c']);
});

test('An answer to no call ends the worker as malformed', async (t) => {
  const worker = await startFunction(t, 'exports.handler = () => "ok";', { services });
  answer(worker, 7, { result: {} });
  assert.deepEqual(await worker.exited, { code: 70, signal: null });
});

test('A function that spoils the globals its bindings need spoils only its own calls', async (t) => {
  const worker = await startFunction(t, `Map.prototype.get = () => 'x'; Promise.prototype.then = null; Array.prototype.push = null; Object.prototype.value = 'y';
    exports.handler = async (request, { bindings }) => String(await bindings.databases.get('t', 'k'));`, { services });
  const id = worker.invoke();
  const call = await nextCall(worker);
  assert.deepEqual(call.params?.args, ['t', 'k']);
  answer(worker, call.id, { result: {} });
  assert.equal(bodyOf(await worker.answerTo(id)), 'undefined');
});

test('Arguments that do not fit into a message are refused with the limit, and the worker goes on', async (t) => {
  const worker = await startFunction(t, `exports.handler = async (request, { bindings: { storage } }) => {
    const refused = await storage.put('b', 'k', Buffer.alloc(50_000)).catch(({ code, message }) => [code, message]);
    return [refused, await storage.put('b', 'k', Buffer.alloc(40_000))]; };`, { services, maxFrameBytes: 65536 });
  const id = worker.invoke();
  answer(worker, (await nextCall(worker)).id, { result: { value: true } });
  const [[code, message], stored] = /** @type {any} */ (bodyOf(await worker.answerTo(id)));
  assert.deepEqual([code, stored], ['limit_exceeded', true]);
  assert.match(message, /storage\.put .*: \d+ of 65536 bytes/);
});
