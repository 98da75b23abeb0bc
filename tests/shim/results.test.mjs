// @ts-check
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { bodyOf, callOnce, startFunction } from './worker.mjs';

/** @type {[name: string, expression: string, result: object][]} */
const results = [
  ['A status and a text', '{ statusCode: 201, body: "hej ☃" }', { status: 201, headers: {}, bodyType: 'text', body: 'hej ☃' }],
  ['A status alone', '{ statusCode: 204 }', { status: 204, headers: {}, bodyType: 'none' }],
  ['A status with headers and no body', '{ statusCode: 200, headers: { a: "b" } }', { status: 200, headers: { a: 'b' }, bodyType: 'none' }],
  ['A status of no known meaning', '{ statusCode: 444 }', { status: 444, headers: {}, bodyType: 'none' }],
  ['A status as a string', '{ statusCode: "418", body: "x" }', { status: 418, headers: {}, bodyType: 'text', body: 'x' }],
  ['A redirect', '{ statusCode: 302, headers: { location: "/x" } }', { status: 302, headers: { location: '/x' }, bodyType: 'none' }],
  ['An object as body', '{ statusCode: 200, body: { a: [1, "é"] } }', { status: 200, headers: {}, bodyType: 'json', body: { a: [1, 'é'] } }],
  ['The body 0', '{ statusCode: 200, body: 0 }', { status: 200, headers: {}, bodyType: 'json', body: 0 }],
  ['The body false', '{ statusCode: 200, body: false }', { status: 200, headers: {}, bodyType: 'json', body: false }],
  ['The body null', '{ statusCode: 200, body: null }', { status: 200, headers: {}, bodyType: 'json', body: null }],
  ['An empty text', '{ statusCode: 200, body: "" }', { status: 200, headers: {}, bodyType: 'text', body: '' }],
  ['A JSON text under its type', '{ statusCode: 200, headers: { "content-type": "application/json" }, body: \'{"a": 1 }\' }',
    { status: 200, headers: { 'content-type': 'application/json' }, bodyType: 'text', body: '{"a": 1 }' }],
  ['Headers that are numbers, truths and arrays', '{ statusCode: 200, headers: { "X-Number": 5, "x-true": true, "Set-Cookie": ["a=1", "b=2"], "x-none": undefined } }',
    { status: 200, headers: { 'X-Number': '5', 'x-true': 'true', 'Set-Cookie': ['a=1', 'b=2'] }, bodyType: 'none' }],
  ['A header in Latin-1', '{ statusCode: 200, headers: { a: "blåbär" } }', { status: 200, headers: { a: 'blåbär' }, bodyType: 'none' }],
  ['Headers as a web object', '(() => { const headers = new Headers({ a: "b" }); headers.append("set-cookie", "a=1"); headers.append("set-cookie", "b=2"); return { statusCode: 200, headers }; })()',
    { status: 200, headers: { a: 'b', 'set-cookie': ['a=1', 'b=2'] }, bodyType: 'none' }],
  ['A buffer as body', '{ statusCode: 200, body: Buffer.from([0, 255]) }', { status: 200, headers: {}, bodyType: 'bytes', body: 'AP8=' }],
  ['A part of an array buffer as body', '{ statusCode: 200, body: new Uint8Array([1, 0, 255, 1]).subarray(1, 3) }', { status: 200, headers: {}, bodyType: 'bytes', body: 'AP8=' }],
  ['An array buffer as body', '{ statusCode: 200, body: new Uint8Array([0, 255]).buffer }', { status: 200, headers: {}, bodyType: 'bytes', body: 'AP8=' }],
  ['A body in base64 that says so', '{ statusCode: 200, body: "AP8=", isBase64Encoded: true }', { status: 200, headers: {}, bodyType: 'bytes', body: 'AP8=' }],
  ['Lists of header values and cookies as AWS Lambda has them', '{ statusCode: 200, headers: { a: "b", c: "x" }, multiValueHeaders: { c: ["d", "e"] }, cookies: ["f=1"] }',
    { status: 200, headers: { a: 'b', c: ['d', 'e'], 'set-cookie': ['f=1'] }, bodyType: 'none' }],
  ['A body that knows its own JSON', '{ statusCode: 200, body: { toJSON: () => "2026-11-22" } }', { status: 200, headers: {}, bodyType: 'json', body: '2026-11-22' }],
  ['A bare string', '"text"', { status: 200, headers: {}, bodyType: 'text', body: 'text' }],
  ['A bare number', '0', { status: 200, headers: {}, bodyType: 'json', body: 0 }],
  ['A bare array', '[1]', { status: 200, headers: {}, bodyType: 'json', body: [1] }],
  ['A bare object with a body but no status', '{ body: "x" }', { status: 200, headers: {}, bodyType: 'json', body: { body: 'x' } }],
  ['Bare bytes', 'Buffer.from("abc")', { status: 200, headers: {}, bodyType: 'bytes', body: 'YWJj' }],
  ['undefined', 'undefined', { status: 204, headers: {}, bodyType: 'none' }],
  ['null', 'null', { status: 204, headers: {}, bodyType: 'none' }],
  ['A lone surrogate', '"a\\ud800b"', { status: 200, headers: {}, bodyType: 'text', body: 'a\ufffdb' }],
  ['A web response', 'new Response("hej", { status: 201, headers: { "x-a": "b" } })',
    { status: 201, headers: { 'content-type': 'text/plain;charset=UTF-8', 'x-a': 'b' }, bodyType: 'bytes', body: 'aGVq' }],
  ['A web response with JSON', 'Response.json({ a: 1 })', { status: 200, headers: { 'content-type': 'application/json' }, bodyType: 'bytes', body: Buffer.from('{"a":1}').toString('base64') }],
  ['A web response without a body', 'new Response(null, { status: 204 })', { status: 204, headers: {}, bodyType: 'none' }],
  ['A web redirect', 'Response.redirect("http://localhost/x", 302)', { status: 302, headers: { location: 'http://localhost/x' }, bodyType: 'none' }],
  ['A web response with two cookies', 'new Response(null, { headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"], ["x-a", "b"]] })',
    { status: 200, headers: { 'x-a': 'b', 'set-cookie': ['a=1', 'b=2'] }, bodyType: 'none' }],
  ["A library's own response", '({ status: 201, headers: new Map([["a", "b"]]), arrayBuffer() {}, body: (async function* () { yield "abc"; })() })',
    { status: 201, headers: { a: 'b' }, bodyType: 'bytes', body: 'YWJj' }],
];

test('Everything that a handler may return becomes an answer', async (t) => {
  const cases = results.map(([, expression]) => `async () => (${expression})`).join(',\n');
  const worker = await startFunction(t, `const cases = [${cases}]; exports.handler = ({ query }) => cases[query.n]();`);
  for (const [index, [name, , expected]] of results.entries()) {
    await t.test(`${name} becomes an answer`, async () => {
      assert.deepEqual((await worker.call({ query: `n=${index}` })).result, expected);
    });
  }
});

/** @type {[name: string, expression: string, reason: RegExp][]} */
const unusable = [
  ['A circular value', '(() => { const a = {}; a.a = a; return { statusCode: 200, body: a }; })()', /circular/],
  ['A big integer', '({ statusCode: 200, body: { a: 1n } })', /BigInt/],
  ['A bare big integer', '1n', /BigInt/],
  ['A function', '({ statusCode: 200, body: () => 1 })', /A function cannot be the body/],
  ['A bare function', '() => 1', /A function cannot be the body/],
  ['A symbol', '({ statusCode: 200, body: Symbol("x") })', /A symbol cannot be the body/],
  ['A getter that throws', '({ statusCode: 200, get body() { throw new Error("no body"); } })', /no body/],
  ['A getter that throws inside', '({ statusCode: 200, body: { get a() { throw new Error("no a"); } } })', /no a/],
  ['A toJSON that throws', '({ statusCode: 200, body: { toJSON() { throw new Error("no JSON"); } } })', /no JSON/],
  ['A proxy that throws', 'new Proxy({}, { getOwnPropertyDescriptor() { throw new Error("no trap"); } })', /no trap/],
  ['Status 99', '({ statusCode: 99 })', /from 200 to 599, not 99/],
  ['Status 600', '({ statusCode: 600 })', /from 200 to 599, not 600/],
  ['Status 200.5', '({ statusCode: 200.5 })', /from 200 to 599, not 200.5/],
  ['Status "20x"', '({ statusCode: "20x" })', /from 200 to 599, not "20x"/],
  ['Status " 20"', '({ statusCode: " 20" })', /from 200 to 599/],
  ['A status that is missing', '({ statusCode: undefined })', /from 200 to 599, not a value of type undefined/],
  ['A network error response', 'Response.error()', /from 200 to 599, not 0/],
  ['A header name with a space', '({ statusCode: 200, headers: { "a b": "c" } })', /header name "a b"/],
  ['An empty header name', '({ statusCode: 200, headers: { "": "c" } })', /header name ""/],
  ['A header value with a line break', '({ statusCode: 200, headers: { a: "b\\r\\nset-cookie: c" } })', /value of the header "a"/],
  ['A header value with a NUL', '({ statusCode: 200, headers: { a: "b\\0" } })', /value of the header "a"/],
  ['A header value beyond Latin-1', '({ statusCode: 200, headers: { a: "☃" } })', /value of the header "a"/],
  ['A header value in an array that is an object', '({ statusCode: 200, headers: { a: [{}] } })', /must be a string, a number or an array/],
  ['Headers that are a string', '({ statusCode: 200, headers: "a: b" })', /`headers` must be an object/],
  ['Headers that are an array', '({ statusCode: 200, headers: [["a", "b"]] })', /`headers` must be an object/],
  ['A value nested 300 deep', '(() => { let a = []; for (let i = 0; i < 300; i++) a = [a, "x]"]; return a; })()', /nested too deep/],
  ['A text larger than a frame', '"x".repeat(2000000)', /larger than the 1000000 bytes/],
  ['A body stream that is in use', '(() => { const { body } = new Response("x"); body.getReader(); return { statusCode: 200, body }; })()', /locked/],
  ['A piece of a stream that is an object', '(async function* () { yield {}; })()', /must be strings or bytes, not object/],
];

test('Whatever cannot be an answer fails with its reason', async (t) => {
  const cases = unusable.map(([, expression]) => `() => ${expression}`).join(',\n');
  const worker = await startFunction(t, `const cases = [${cases}]; exports.handler = ({ query }) => query.n ? cases[query.n]() : 'ok';`, { maxFrameBytes: 1_000_000 });
  for (const [index, [name, , reason]] of unusable.entries()) {
    await t.test(`${name} fails with its reason and the next call works`, async () => {
      const { error } = await worker.call({ query: `n=${index}` });
      assert.equal(error?.code, -32002);
      assert.match(error.data.reason, reason);
      assert.equal(bodyOf(await worker.call()), 'ok');
    });
  }
});

test('A nesting of 250 levels passes', async (t) => {
  const answer = await callOnce(t, 'exports.handler = () => { let a = []; for (let i = 0; i < 249; i++) a = [a]; return a; };');
  assert.equal(JSON.stringify(bodyOf(answer)), '['.repeat(250) + ']'.repeat(250));
});

test('Five megabytes of text and of bytes arrive exact', async (t) => {
  const worker = await startFunction(t, 'exports.handler = ({ query }) => query.text ? "☃".repeat(1700000) : Buffer.alloc(5000000, 7);');
  assert.equal(bodyOf(await worker.call({ query: 'text=1' })), '☃'.repeat(1_700_000));
  assert.ok(bodyOf(await worker.call()).equals(Buffer.alloc(5_000_000, 7)));
});

test('Bytes come back as they went in', async (t) => {
  const bytes = randomBytes(70_000);
  const answer = await callOnce(t, 'exports.handler = ({ body }) => body;', { bodyType: 'bytes', bodyBytes: bytes.length, body: bytes.toString('base64') });
  assert.deepEqual(bodyOf(answer), bytes);
});
