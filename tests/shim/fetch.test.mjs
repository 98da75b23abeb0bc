// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf, startFunction } from './worker.mjs';

/** @typedef {import('./worker.mjs').Worker} Worker */

const services = ['http'];
const ok = { status: 200, statusText: 'OK', headers: ['Content-Type', 'text/plain'] };

/** @param {Worker} worker */
const calls = (worker) => worker.messages.filter(({ method }) => method === 'bindings.call');

/** The n-th call of a service. @param {Worker} worker */
const nextCall = (worker, n = 0) => worker.until((message) => calls(worker).indexOf(message) === n);

/** The first call of a method upon a fetch. @param {Worker} worker @param {string} method @param {number} number */
const callOf = (worker, method, number) => worker.until(({ params }) => params?.method === method && params.args[0] === number);

/** @param {Worker} worker @param {any} call @param {any} value */
const answer = (worker, call, value) => {
  const { body, ...rest } = /** @type {any} */ (value ?? {});
  const result = { ...(value !== undefined && { value: typeof value === 'object' ? rest : value }), ...(body !== undefined && { bytes: base64(body) }) };
  worker.write(JSON.stringify({ jsonrpc: '2.0', id: call.id, result }));
};

/** @param {Worker} worker @param {any} call @param {string} code @param {string} message */
const refuse = (worker, call, code, message) => worker.write(JSON.stringify({ jsonrpc: '2.0', id: call.id, error: { code: -32020, message, data: { code } } }));

/** @param {string} text */
const base64 = (text) => Buffer.from(text).toString('base64');

/** @param {import('node:test').TestContext} t @param {string} body of an async handler */
const start = (t, body) => startFunction(t, `exports.handler = async (request, context) => { ${body} };`, { services });

test('A fetch is one call, and its response a real one', async (t) => {
  const worker = await start(t, `const response = await fetch(new URL('http://Api.Example/a b?q=ä#x'), { headers: { 'X-Name': 'y' } });
    return [response instanceof Response, response.url, response.status, response.statusText, response.redirected, response.type, [...response.headers], await response.text()];`);
  const id = worker.invoke();
  const call = await nextCall(worker);
  const [number, request] = call.params.args;
  assert.equal(call.params.service, 'http');
  assert.equal(call.params.method, 'fetch');
  assert.ok(number > 0);
  assert.deepEqual([request.method, request.url, request.headers['x-name'] ?? request.headers['X-Name']], ['GET', 'http://api.example/a%20b?q=%C3%A4', 'y']);
  answer(worker, call, { ...ok, status: 201, statusText: 'Made', headers: ['Set-Cookie', 'a=1', 'set-cookie', 'b=2', 'X-Latin', 'å'], body: 'hej ❄', end: true });
  assert.deepEqual(bodyOf(await worker.answerTo(id)), [
    true, 'http://api.example/a%20b?q=%C3%A4', 201, 'Made', false, 'basic', [['set-cookie', 'a=1'], ['set-cookie', 'b=2'], ['x-latin', 'å']], 'hej ❄',
  ]);
  assert.equal(calls(worker).length, 1);
});

test('A body is pulled piece by piece, and only when it is read', async (t) => {
  const worker = await start(t, `const response = await fetch('http://a.example/'); await context.bindings; await globalThis.go;
    const reader = response.body.getReader(); const first = await reader.read(); let rest = '';
    for (let piece; !(piece = await reader.read()).done;) rest += Buffer.from(piece.value); return [Buffer.from(first.value).toString(), rest];`);
  const id = worker.invoke();
  const fetched = await nextCall(worker);
  answer(worker, fetched, ok);
  for (let n = 1; n <= 3; n++) {
    const read = await nextCall(worker, n);
    assert.deepEqual([read.params.method, read.params.args[0]], ['read', fetched.params.args[0]]);
    answer(worker, read, n === 3 ? { end: true } : { body: `piece ${n} ` });
  }
  assert.deepEqual(bodyOf(await worker.answerTo(id)), ['piece 1 ', 'piece 2 ']);
});

test('A response whose body nobody reads asks for none of it', async (t) => {
  const worker = await start(t, "const { status } = await fetch('http://a.example/'); await new Promise(setImmediate); return status;");
  const id = worker.invoke();
  answer(worker, await nextCall(worker), ok);
  assert.equal(bodyOf(await worker.answerTo(id)), 200);
  assert.ok(calls(worker).every(({ params }) => params.method !== 'read'), 'at most it is cancelled, once it is garbage');
});

test('A short body goes along with its request, whatever it is made of', async (t) => {
  const bodies = ["'text ä'", 'new Uint8Array([116, 49]).subarray(1)', 'new Uint8Array([50]).buffer', "new Blob(['blob'])", "new URLSearchParams({ a: 'ä b' })", "Buffer.from('buffer')", "''"];
  const worker = await start(t, `for (const body of [${bodies}]) await fetch('http://a.example/', { method: 'POST', body });
    const form = new FormData(); form.append('name', 'value'); form.append('file', new Blob(['content']), 'f.txt');
    await fetch(new Request('http://a.example/', { method: 'PUT', body: form }));`);
  const id = worker.invoke();
  const seen = [];
  for (let n = 0; n <= bodies.length; n++) {
    const call = await nextCall(worker, n);
    const [, request, body] = call.params.args;
    seen.push(Buffer.from(body.$bytes, 'base64').toString());
    assert.equal(+request.headers['content-length'], Buffer.from(body.$bytes, 'base64').length);
    answer(worker, call, { ...ok, end: true });
  }
  await worker.answerTo(id);
  assert.deepEqual(seen.slice(0, -1), ['text ä', '1', '2', 'blob', 'a=%C3%A4+b', 'buffer', '']);
  assert.match(/** @type {string} */ (seen.at(-1)), /name="name"\r\n\r\nvalue\r\n[^]*filename="f\.txt"[^]*content/);
});

test('A stream is sent piece by piece, each when the one before it was taken', async (t) => {
  const worker = await start(t, `let n = 0; const body = new ReadableStream({ pull(c) { n++; n > 3 ? c.close() : c.enqueue(Buffer.from('piece ' + n)); } }, { highWaterMark: 0 });
    const response = await fetch('http://a.example/', { method: 'POST', body, duplex: 'half' }); return [await response.text(), n];`);
  const id = worker.invoke();
  const begun = await nextCall(worker);
  assert.deepEqual([begun.params.method, begun.params.args[1].streams, begun.params.args[1].length], ['fetch', true, undefined]);
  answer(worker, begun, undefined);
  const written = [];
  for (let n = 1, asked; written.length < 4; n++) {
    const call = await nextCall(worker, n);
    if (call.params.method === 'answer') {
      asked = call;
      continue;
    }
    written.push(call.params.args[1] && Buffer.from(call.params.args[1].$bytes, 'base64').toString());
    answer(worker, call, call.params.args[2] === true ? false : true);
    if (call.params.args[2] === true) answer(worker, asked ?? await worker.until(({ params }) => params?.method === 'answer'), { ...ok, body: 'done', end: true });
  }
  assert.deepEqual(written, ['piece 1', 'piece 2', 'piece 3', null]);
  assert.deepEqual(bodyOf(await worker.answerTo(id)), ['done', 4]);
});

test('A long body of known length says its length and is cut into pieces', async (t) => {
  const worker = await start(t, "return (await fetch('http://a.example/', { method: 'POST', body: 'x'.repeat(200_000) })).status;");
  const id = worker.invoke();
  const begun = await nextCall(worker);
  assert.equal(begun.params.args[1].length, 200_000);
  answer(worker, begun, undefined);
  let bytes = 0;
  for (let n = 1; ; n++) {
    const { params, id: callId } = await nextCall(worker, n);
    if (params.method === 'write') {
      const length = params.args[1] === null ? 0 : Buffer.from(params.args[1].$bytes, 'base64').length;
      assert.ok(length <= 65536);
      bytes += length;
      answer(worker, { id: callId }, params.args[2] !== true);
      if (params.args[2] === true) break;
    }
  }
  assert.equal(bytes, 200_000);
  answer(worker, await worker.until(({ params }) => params?.method === 'answer'), { ...ok, end: true });
  assert.equal(bodyOf(await worker.answerTo(id)), 200);
});

test('A refusal rejects as a TypeError with the code and the reason', async (t) => {
  const worker = await start(t, `return fetch('http://evil.example/').catch((error) => [error instanceof TypeError, error.code, error.message, error.cause.name, error.cause.code, error.cause.message]);`);
  const id = worker.invoke();
  refuse(worker, await nextCall(worker), 'permission_denied', 'No.');
  assert.deepEqual(bodyOf(await worker.answerTo(id)), [true, 'permission_denied', 'fetch failed: No.', 'BindingError', 'permission_denied', 'No.']);
});

test('What the network does has the message that libraries know from Node', async (t) => {
  const worker = await start(t, "return fetch('http://a.example/').catch((error) => [error.name, error.code, error.message, error.cause.message]);");
  const id = worker.invoke();
  refuse(worker, await nextCall(worker), 'unavailable', 'a.example could not be connected to.');
  assert.deepEqual(bodyOf(await worker.answerTo(id)), ['TypeError', 'unavailable', 'fetch failed', 'a.example could not be connected to.']);
});

test('A body that breaks off rejects its reader', async (t) => {
  const worker = await start(t, "const response = await fetch('http://a.example/'); return response.text().catch((error) => [error.name, error.message, error.cause.code]);");
  const id = worker.invoke();
  answer(worker, await nextCall(worker), { ...ok, body: 'half' });
  refuse(worker, await nextCall(worker, 1), 'limit_exceeded', 'Too long.');
  assert.deepEqual(bodyOf(await worker.answerTo(id)), ['TypeError', 'terminated', 'limit_exceeded']);
});

test('An abort rejects at once and cancels upstream, before the response and after', async (t) => {
  const worker = await start(t, `const early = new AbortController(); const first = fetch('http://a.example/', { signal: early.signal }).catch((error) => error.name);
    setImmediate(() => early.abort()); const names = [await first]; const late = new AbortController();
    const response = await fetch('http://a.example/', { signal: late.signal }); const text = response.text().catch((error) => error.message); late.abort(new Error('mine')); names.push(await text);
    names.push(await fetch('http://a.example/', { signal: AbortSignal.timeout(1) }).catch((error) => error.name)); return names;`);
  const id = worker.invoke();
  const [first] = (await nextCall(worker)).params.args;
  await callOf(worker, 'cancel', first);
  answer(worker, await callOf(worker, 'fetch', first + 1), ok);
  await callOf(worker, 'cancel', first + 1);
  await callOf(worker, 'cancel', first + 2);
  assert.deepEqual(bodyOf(await worker.answerTo(id)), ['AbortError', 'mine', 'TimeoutError']);
});

test('A redirect is followed by calls of its own, and what the last one says is not left open', async (t) => {
  const worker = await start(t, "const response = await fetch('http://a.example/', { method: 'POST', body: 'x', headers: { authorization: 'secret' } }); return [response.url, response.redirected, await response.text()];");
  const id = worker.invoke();
  const redirected = await nextCall(worker);
  const [number] = redirected.params.args;
  answer(worker, redirected, { status: 303, statusText: '', headers: ['Location', 'http://b.example/next'], body: 'unread' });
  await callOf(worker, 'cancel', number);
  const followed = await callOf(worker, 'fetch', number + 1);
  assert.deepEqual([followed.params.args[1].method, followed.params.args[1].url, followed.params.args[1].headers.authorization], ['GET', 'http://b.example/next', undefined]);
  answer(worker, followed, { ...ok, body: 'there', end: true });
  assert.deepEqual(bodyOf(await worker.answerTo(id)), ['http://b.example/next', true, 'there']);
});

test('A redirect can be left alone or be an error', async (t) => {
  const worker = await start(t, `const manual = await fetch('http://a.example/', { redirect: 'manual' });
    return [manual.status, manual.headers.get('location'), await fetch('http://a.example/', { redirect: 'error' }).catch(({ message }) => message)];`);
  const id = worker.invoke();
  const redirect = { status: 302, statusText: '', headers: ['location', '/next'], end: true };
  answer(worker, await nextCall(worker), redirect);
  answer(worker, await nextCall(worker, 1), redirect);
  assert.deepEqual(bodyOf(await worker.answerTo(id)), [302, '/next', 'fetch failed']);
  assert.equal(calls(worker).length, 2);
});

test('What needs no network asks for none', async (t) => {
  const worker = await start(t, `const blob = URL.createObjectURL(new Blob(['blob']));
    return [await (await fetch('data:text/plain,hi')).text(), await (await fetch(blob)).text(), await fetch('about:blank').catch(({ name }) => name), await fetch('ftp://a').catch(({ name }) => name), await fetch('/x').catch(({ name }) => name), await fetch().catch(({ name }) => name), await fetch('http://user:pass@a/').catch(({ name }) => name)];`);
  assert.deepEqual(bodyOf(await worker.call()), ['hi', 'blob', 'TypeError', 'TypeError', 'TypeError', 'TypeError', 'TypeError']);
  assert.equal(calls(worker).length, 0);
});

test('While the code loads nothing can be fetched, and the reason is told', async (t) => {
  const worker = await startFunction(t, `const early = fetch('http://a.example/').catch((error) => [error.code, error.message]); exports.handler = () => early;`, { services });
  const [code, message] = bodyOf(await worker.call());
  assert.equal(code, 'permission_denied');
  assert.match(message, /while the code loads/);
});

test('A fetch belongs to the call that made it, whichever else runs', async (t) => {
  const worker = await start(t, "return (await fetch('http://a.example/' + request.query.n)).text();");
  const ids = ['1', '2'].map((n) => worker.invoke({ query: `n=${n}` }));
  for (const n of [1, 0]) {
    const call = await nextCall(worker, n);
    assert.equal(call.params.id, ids[n]);
    answer(worker, call, { ...ok, body: call.params.args[1].url, end: true });
  }
  assert.deepEqual([bodyOf(await worker.answerTo(ids[0])), bodyOf(await worker.answerTo(ids[1]))], ['http://a.example/1', 'http://a.example/2']);
});

test('A function that returns a fetched response passes it on', async (t) => {
  const worker = await start(t, "return fetch('http://a.example/');");
  const id = worker.invoke();
  answer(worker, await nextCall(worker), { ...ok, status: 418, body: 'teapot', end: true });
  const { result } = await worker.answerTo(id);
  assert.equal(result.status, 418);
  assert.equal(Buffer.from(result.body, 'base64').toString(), 'teapot');
});
