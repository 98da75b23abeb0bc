// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf, startFunction, startWorker } from './worker.mjs';

const runs = /** @type {const} */ ([
  ['A script with an async function', 'async function handler() { return "ok"; }', 'script'],
  ['A script with a sync function', 'function handler() { return "ok"; }', 'script'],
  ['A script with a constant', 'const handler = () => "ok"', 'script'],
  ['A script with a let and a trailing comment', 'let handler = async () => "ok"; // the end', 'script'],
  ['A script that requires a module with the prefix', 'const { join } = require("node:path"); function handler() { return join("o", "k").replace("/", ""); }', 'script'],
  ['A script that requires a module without the prefix', 'const path = require("path"); function handler() { return path.basename("/ok"); }', 'script'],
  ['A script that awaits at its top level', 'const answer = await Promise.resolve("ok"); async function handler() { return answer; }', 'module'],
  ['A script that imports but exports nothing', 'import { basename } from "node:path";\nfunction handler() { return basename("/ok"); }', 'module'],
  ['A script that names a variable module', 'const module = "ok"; function handler() { return module; }', 'script'],
  ['A script with a hashbang', '#!/usr/bin/env node\nfunction handler() { return "ok"; }', 'script'],
  ['A script whose strings look like a module', 'const text = `\nexport default 1;\nimport x from "y";\n`; function handler() { return text ? "ok" : ""; }', 'script'],
  ['A script that imports dynamically', 'async function handler() { const { basename } = await import("node:path"); return basename("/ok"); }', 'script'],
  ['A module that exports a function', 'export async function handler() { return "ok"; }', 'module'],
  ['A module that exports a constant', 'export const handler = () => "ok";', 'module'],
  ['A minified module', 'var a="ok";async function b(){return a}export{b as handler};', 'module'],
  ['A module with a default function', 'export default async () => "ok";', 'module'],
  ['A module with a default object', 'export default { word: "ok", handler() { return this.word; } };', 'module'],
  ['A module that imports', 'import path, { basename } from "path"; import * as crypto from "node:crypto"; export const handler = () => path && crypto.randomUUID() && basename("/ok");', 'module'],
  ['A module that awaits 50 ms at its top level', 'await new Promise((resolve) => setTimeout(resolve, 50)); export const handler = () => "ok";', 'module'],
  ['A module that makes itself a require', 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url); export const handler = () => require("path").basename("/ok");', 'module'],
  ['A module that imports dynamically', 'export async function handler() { return (await import("path")).basename("/ok"); }', 'module'],
  ['CommonJS with exports.handler', 'exports.handler = async () => "ok";', 'commonjs'],
  ['CommonJS with a function', 'module.exports = () => "ok";', 'commonjs'],
  ['CommonJS with an object', 'const handler = () => "ok"; module.exports = { handler };', 'commonjs'],
  ['CommonJS whose handler uses this', 'module.exports = { word: "ok", handler() { return this.word; } };', 'commonjs'],
  ['CommonJS with a default', 'Object.defineProperty(exports, "__esModule", { value: true }); exports.default = () => "ok";', 'commonjs'],
  ["CommonJS as esbuild writes it", `"use strict";
var __defProp = Object.defineProperty;
var __copyProps = (to, from) => { for (let key of Object.getOwnPropertyNames(from)) __defProp(to, key, { get: () => from[key], enumerable: true }); return to; };
var __export = (target, all) => { for (var name in all) __defProp(target, name, { get: all[name], enumerable: true }); };
var entry_exports = {};
__export(entry_exports, { handler: () => handler });
module.exports = __copyProps(__defProp({}, "__esModule", { value: true }), entry_exports);
async function handler() { return "ok"; }
0 && (module.exports = { handler });`, 'commonjs'],
  ['A script in TypeScript', 'interface A { word: string }\nasync function handler(request: unknown): Promise<string> { const a: A = { word: "ok" }; return a.word; }', 'script'],
  ['A module in TypeScript', 'import type { Server } from "node:http";\nexport const handler = (request: { body?: Server }): string => "ok" as string;', 'module'],
  ['CommonJS in TypeScript', 'module.exports.handler = (request: unknown): string => "ok";', 'commonjs'],
  ['A default object with fetch', 'export default { async fetch(request, env, ctx) { return new Response("ok"); } };', 'fetch'],
  ['A function that carries a fetch', 'const app = () => { throw new Error("called"); }; app.fetch = () => new Response("ok"); export default app;', 'fetch'],
  ['A proxy that answers to every name', 'const routes = []; export default new Proxy({}, { get: (_, name) => name === "fetch" ? () => new Response("ok") : () => routes });', 'fetch'],
  ['CommonJS with fetch', 'module.exports = { fetch: () => new Response("ok") };', 'fetch'],
  ['CommonJS with a default that has fetch', 'exports.default = { fetch: () => new Response("ok") };', 'fetch'],
]);

for (const [name, code, shape] of runs) {
  test(`${name} runs`, async (t) => {
    const worker = await startWorker(t);
    const loaded = await worker.load(code);
    assert.deepEqual(loaded.result, { shape, cacheRejected: false }, JSON.stringify(loaded.error));
    assert.equal(String(bodyOf(await worker.call())), 'ok');
  });
}

test('State at module level lives as long as the worker', async (t) => {
  const worker = await startFunction(t, 'let count = 0; export const handler = () => ++count;');
  assert.deepEqual([bodyOf(await worker.call()), bodyOf(await worker.call()), bodyOf(await worker.call())], [1, 2, 3]);
});

test('The environment is what the function was given and nothing of the host', async (t) => {
  const worker = await startWorker(t);
  await worker.load('const atLoad = { ...process.env }; exports.handler = () => ({ atLoad, now: process.env });', { env: { GREETING: 'hej ☃' } });
  assert.deepEqual(bodyOf(await worker.call()), { atLoad: { GREETING: 'hej ☃' }, now: { GREETING: 'hej ☃' } });
});

test('Five megabytes of source with characters beyond ASCII load', async (t) => {
  const filler = '// ❄ ☃ 😀 filler filler filler filler filler filler\n'.repeat(90_000);
  const worker = await startFunction(t, `${filler}function handler() { return '❄ ☃ 😀'; }`);
  assert.equal(bodyOf(await worker.call()), '❄ ☃ 😀');
});

test('A module that is not there fails as any module that is not there', async (t) => {
  const worker = await startFunction(t, `exports.handler = async ({ body }) => {
    try { body === 'require' ? require('not-there') : await import('not-there'); } catch (error) { return error.code; }
  };`);
  assert.equal(bodyOf(await worker.callWithJson('"require"')), 'MODULE_NOT_FOUND');
  assert.equal(bodyOf(await worker.callWithJson('"import"')), 'ERR_MODULE_NOT_FOUND');
});

test('A handler that requires what is not there fails and the next call works', async (t) => {
  const worker = await startFunction(t, 'let calls = 0; exports.handler = () => ++calls === 1 ? require("not-there") : "ok";');
  const { error } = await worker.call();
  assert.equal(error?.code, -32001);
  assert.match(error.data.message, /Cannot find module 'not-there'/);
  assert.equal(bodyOf(await worker.call()), 'ok');
});

test('A call before the load has nothing begun', async (t) => {
  const worker = await startWorker(t);
  const id = worker.invoke();
  assert.equal((await worker.answerTo(id)).error?.code, -32003);
  assert.equal(worker.hasBegun(id), false);
});

test('An ES module that esbuild made of CommonJS packages finds a global require', async (t) => {
  const worker = await startWorker(t);
  const loaded = await worker.load(`var __require = ((x) => typeof require !== 'undefined' ? require : x)((x) => { throw Error('Dynamic require of "' + x + '" is not supported'); });
var { inspect } = __require('util'); var handler = () => inspect({ a: 1 }); export { handler };`);
  assert.deepEqual(loaded.result, { shape: 'module', cacheRejected: false });
  assert.equal(bodyOf(await worker.answerTo(worker.invoke())), '{ a: 1 }');
});
