// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf, startFunction, startWorker } from './worker.mjs';

for (const [name, code, shape] of [
  ['A script', 'function handler() { return "ok"; }', 'script'],
  ['CommonJS', 'exports.handler = () => "ok";', 'commonjs'],
  ['A module', 'import { basename } from "node:path"; export const handler = () => basename("/ok");', 'module'],
  ['A module without exports', 'const ok = await "ok"; function handler() { return ok; }', 'module'],
  ['TypeScript', 'export const handler = (): string => "ok";', 'module'],
  ['A fetch-style function', 'export default { fetch: () => new Response("ok") };', 'fetch'],
]) {
  test(`${name} loads again from the code cache it gave`, async (t) => {
    const first = await startFunction(t, code);
    await first.call();
    const { result } = await first.request('codeCache');
    assert.match(result.body, /^[A-Za-z0-9+/]+=*$/);
    const second = await startWorker(t);
    assert.deepEqual((await second.load(code, { codeCache: result.body })).result, { shape, cacheRejected: false });
    assert.equal(String(bodyOf(await second.call())), 'ok');
  });
}

for (const [name, change] of /** @type {[string, (cache: Buffer) => Buffer][]} */ ([
  ['spoiled', (cache) => Buffer.concat([cache.subarray(0, 1), Buffer.alloc(100)])],
  ['empty', () => Buffer.alloc(0)],
  ['of an unknown kind', (cache) => Buffer.concat([Buffer.of(9), cache.subarray(1)])],
  ['that says it is a module', (cache) => Buffer.concat([Buffer.of(1), cache.subarray(1)])],
])) {
  test(`A code cache ${name} is rejected, and the code runs`, async (t) => {
    const code = 'exports.handler = () => "ok";';
    const first = await startFunction(t, code);
    const { result } = await first.request('codeCache');
    const second = await startWorker(t);
    const codeCache = change(Buffer.from(result.body, 'base64')).toString('base64');
    assert.deepEqual((await second.load(code, { codeCache })).result, { shape: 'commonjs', cacheRejected: true });
    assert.equal(bodyOf(await second.call()), 'ok');
  });
}

test('A worker without a function has no code cache', async (t) => {
  const worker = await startWorker(t);
  assert.deepEqual((await worker.request('codeCache')).result, {});
});
