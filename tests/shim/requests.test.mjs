// @ts-check
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { bodyOf, callOnce, startFunction } from './worker.mjs';

const echo = 'exports.handler = (request) => request;';
const echoBody = `exports.handler = ({ body, rawBody }) => ({
  body, type: Buffer.isBuffer(body) ? 'bytes' : typeof body, raw: rawBody.toString('base64'),
});`;

test('A request has everything the caller sent', async (t) => {
  const request = await callOnce(t, echo, {
    method: 'PUT', path: '/functions/run/fn000001/a%20b/', subpath: '/a%20b/', query: 'x=1', headers: { host: 'localhost', 'x-empty': '' }, ip: '::1',
  });
  assert.deepEqual(bodyOf(request), {
    method: 'PUT', path: '/functions/run/fn000001/a%20b/', subpath: '/a%20b/', query: { x: '1' }, headers: { host: 'localhost', 'x-empty': '' }, body: {},
    url: 'http://localhost:3000/functions/run/fn000001/a%20b/?x=1', ip: '::1',
  });
});

for (const [query, expected] of /** @type {[string, object][]} */ ([
  ['', {}],
  ['a=1&a=2', { a: ['1', '2'] }],
  ['a=', { a: '' }],
  ['a', { a: '' }],
  ['%C3%A9=%20+', { é: '  ' }],
  ['a=%zz&b=%E9', { a: '%zz', b: '\ufffd' }],
  ['constructor=1&constructor=2', { constructor: ['1', '2'] }],
])) {
  test(`The query "${query}" is read as ${JSON.stringify(expected)}`, async (t) => {
    assert.deepEqual(bodyOf(await callOnce(t, 'exports.handler = ({ query }) => query;', { query })), expected);
  });
}

test('A query with a name like __proto__ changes nothing but itself', async (t) => {
  const answer = await callOnce(t, 'exports.handler = ({ query }) => [query instanceof Object, query.a, Object.keys(query)];', { query: '__proto__=x&a=1' });
  assert.deepEqual(bodyOf(answer), [true, '1', ['__proto__', 'a']]);
});

test('More than a thousand query parameters are all there', async (t) => {
  const query = Array.from({ length: 1500 }, (_, index) => `k${index}=${index}`).join('&');
  assert.equal(bodyOf(await callOnce(t, 'exports.handler = ({ query }) => Object.keys(query).length;', { query })), 1500);
});

for (const json of ['null', '0', 'false', '""', '"text"', '[1,2]', '{"a":{"b":"é 😀"}}', ' { "a" : 1 } ', '{"__proto__":{"x":1}}']) {
  test(`A JSON body ${json} arrives as it is, and its bytes as they were`, async (t) => {
    const worker = await startFunction(t, echoBody);
    const { body, type, raw } = bodyOf(await worker.callWithJson(json));
    assert.deepEqual(body, JSON.parse(json));
    assert.equal(type, typeof JSON.parse(json));
    assert.equal(Buffer.from(raw, 'base64').toString(), json);
  });
}

test('A JSON body in base64 arrives parsed, and its bytes as they were', async (t) => {
  const json = '{\n  "a": "é"\n}';
  const answer = await callOnce(t, echoBody, { bodyType: 'json64', bodyBytes: Buffer.byteLength(json), body: Buffer.from(json).toString('base64') });
  assert.deepEqual(bodyOf(answer), { body: { a: 'é' }, type: 'object', raw: Buffer.from(json).toString('base64') });
});

test('No body is an empty object without bytes', async (t) => {
  assert.deepEqual(bodyOf(await callOnce(t, echoBody)), { body: {}, type: 'object', raw: '' });
});

test('A text is a string', async (t) => {
  const text = 'line\nline ☃\u0000';
  const answer = await callOnce(t, echoBody, { bodyType: 'text', bodyBytes: Buffer.byteLength(text), body: text });
  assert.deepEqual(bodyOf(answer), { body: text, type: 'string', raw: Buffer.from(text).toString('base64') });
});

test('A form is an object whose bytes are as they were', async (t) => {
  const form = 'a=1&b=%C3%A9+x&a=2&c';
  const answer = await callOnce(t, echoBody, { bodyType: 'form', bodyBytes: form.length, body: form });
  assert.deepEqual(bodyOf(answer), { body: { a: ['1', '2'], b: 'é x', c: '' }, type: 'object', raw: Buffer.from(form).toString('base64') });
});

test('A megabyte of bytes arrives exact', async (t) => {
  const bytes = randomBytes(1024 * 1024);
  const code = `const { createHash } = require('crypto');
    exports.handler = ({ body, rawBody }) => [body, rawBody].map((bytes) => createHash('sha256').update(bytes).digest('hex'));`;
  const hash = createHash('sha256').update(bytes).digest('hex');
  const answer = await callOnce(t, code, { bodyType: 'bytes', bodyBytes: bytes.length, body: bytes.toString('base64') });
  assert.deepEqual(bodyOf(answer), [hash, hash]);
});

test('A long line that comes in many pieces arrives whole', async (t) => {
  const worker = await startFunction(t, 'exports.handler = ({ body }) => body.length;');
  const json = JSON.stringify('é'.repeat(3_000_000));
  assert.equal(bodyOf(await worker.callWithJson(json)), 3_000_000);
});

test('The context says what is called, by whom and until when', async (t) => {
  const worker = await startFunction(t, `exports.handler = (request, context) => ({
    ...context, request: context.request === request, signal: context.signal instanceof AbortSignal, date: new Date(context.deadline).toISOString(),
  });`);
  const identity = { id: 'sa_1', name: 'caller', type: 'service-account', roles: ['user'] };
  const id = worker.invoke({ identity, deadline: 1_800_000_000_000 });
  assert.deepEqual(bodyOf(await worker.answerTo(id)), {
    request: true, functionId: 'fn000001', functionName: 'my-function', bindings: {}, invocationId: id, identity, deadline: 1_800_000_000_000,
    signal: true, date: '2027-01-15T08:00:00.000Z',
  });
});

test('An event has its data as its body', async (t) => {
  const code = 'exports.handler = (event, context) => ({ event, same: context.request === event, identity: context.identity });';
  const event = { eventName: 'order-created', eventId: 'e1', chainDepth: 2, timestamp: '2026-11-22T20:00:00.000Z', source: 'fn-a', attempt: 2 };
  const answer = await callOnce(t, code, { kind: 'event', ...event, bodyType: 'json', bodyBytes: 7, rawBody: '{"a":1}' });
  assert.deepEqual(bodyOf(answer), { event: { type: 'event', ...event, data: { a: 1 }, body: { a: 1 } }, same: true, identity: null });
});

test('A moment of a schedule says which schedule it is of, in UTC unless another zone was named', async (t) => {
  const worker = await startFunction(t, 'exports.handler = (tick, context) => ({ tick, same: context.request === tick, identity: context.identity });');
  const tick = { eventId: 't1', chainDepth: 0, timestamp: '2026-11-22T20:00:00.123Z', attempt: 2 };
  const call = async (/** @type {string} */ rawBody) => bodyOf(await worker.call({ kind: 'schedule', ...tick, bodyType: 'json', bodyBytes: rawBody.length, rawBody }));
  const moment = { cron: '0 20 * * *', scheduledTime: '2026-11-22T20:00:00.000Z' };
  assert.deepEqual(await call(JSON.stringify(moment)), { tick: { type: 'schedule', ...moment, timeZone: 'UTC', ...tick }, same: true, identity: null });
  assert.equal((await call(JSON.stringify({ ...moment, timeZone: 'Europe/Berlin' }))).tick.timeZone, 'Europe/Berlin');
});

test('A fetch-style function gets a web request whose path is the sub-path', async (t) => {
  const worker = await startFunction(t, `export default { async fetch(request, env, ctx) {
    return Response.json({ web: request instanceof Request, url: request.url, method: request.method, headers: Object.fromEntries(request.headers),
      text: await request.text(), env, id: ctx.invocationId, pass: ctx.passThroughOnException(), aborted: request.signal.aborted });
  } };`, { env: { KEY: 'value' } });
  const id = worker.invoke({
    method: 'POST', path: '/functions/run/fn000001/api/users', subpath: '/api/users', query: 'a=1', headers: { 'content-type': 'application/json', 'x-name': 'Zoë ☃' },
    bodyType: 'json', bodyBytes: 12, rawBody: '{"a": "é" }',
  });
  assert.deepEqual(JSON.parse(String(bodyOf(await worker.answerTo(id)))), {
    web: true, url: 'http://localhost:3000/api/users?a=1', method: 'POST',
    headers: { 'content-type': 'application/json', 'x-name': Buffer.from('Zoë ☃').toString('latin1') },
    text: '{"a": "é" }', env: { KEY: 'value' }, id, aborted: false,
  });
});

test('A fetch-style function gets the bytes of a body exactly', async (t) => {
  const bytes = randomBytes(10_000);
  const code = 'export default { fetch: async (request) => new Response(await request.arrayBuffer()) };';
  const answer = await callOnce(t, code, { method: 'POST', bodyType: 'bytes', bodyBytes: bytes.length, body: bytes.toString('base64') });
  assert.deepEqual(bodyOf(answer), bytes);
});

test('A fetch-style function is called for GET even when a body came along', async (t) => {
  const answer = await callOnce(t, 'export default { fetch: async (request) => new Response(await request.text() || "none") };', { bodyType: 'text', bodyBytes: 1, body: 'x' });
  assert.equal(String(bodyOf(answer)), 'none');
});

test('A fetch-style function says that it takes no events', async (t) => {
  const { error } = await callOnce(t, 'export default { fetch: () => new Response("x") };', { kind: 'event', bodyType: 'json', bodyBytes: 2, rawBody: '{}' });
  assert.match(error?.data.message, /fetch-style function answers HTTP only/);
});
