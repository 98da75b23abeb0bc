// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startFunction } from './worker.mjs';

/** What a function may do to the built-ins; the frames must stay what they are, whatever becomes of its own values. */
const attacks = {
  'Promise.prototype.then': 'Promise.prototype.then = null; Promise.prototype.catch = null;',
  'Promise itself': 'globalThis.Promise = null;',
  'JSON': 'JSON.stringify = () => "forged"; JSON.parse = () => ({ method: "drain" });',
  'toJSON on every object': 'Object.prototype.toJSON = () => "polluted"; String.prototype.toJSON = () => "polluted"; Array.prototype.toJSON = () => "polluted";',
  'arrays': 'Array.prototype.push = Array.prototype.map = Array.prototype.join = () => { throw new Error("array"); }; Array.prototype[Symbol.iterator] = null;',
  'strings': 'for (const name of Object.getOwnPropertyNames(String.prototype)) { if (name !== "constructor" && name !== "length") String.prototype[name] = () => "polluted"; }',
  'regular expressions': 'RegExp.prototype.exec = RegExp.prototype.test = () => { throw new Error("regexp"); };',
  'maps and sets': 'for (const type of [Map, Set, WeakMap]) for (const name of ["get", "set", "has", "add", "delete", "forEach"]) if (type.prototype[name]) type.prototype[name] = () => undefined;',
  'buffers': 'for (const name of Object.getOwnPropertyNames(Buffer.prototype)) { try { Buffer.prototype[name] = () => "polluted"; } catch {} } Buffer.from = Buffer.concat = Buffer.byteLength = null;',
  'functions': 'Function.prototype.call = Function.prototype.apply = Function.prototype.bind = null;',
  'reflection': 'Reflect.apply = Reflect.ownKeys = Object.keys = Object.assign = Object.defineProperty = Object.hasOwn = null;',
  'members that messages lack': 'for (const name of ["id", "method", "error", "result", "params", "body", "open", "late", "headers", "statusCode"]) Object.prototype[name] = "polluted";',
  'accessors on every object': 'for (const name of ["0", "1", "id", "method", "level"]) Object.defineProperty(Object.prototype, name, { get() { return "polluted"; }, set() {}, configurable: true });',
  'globals': 'for (const name of ["setTimeout", "setImmediate", "queueMicrotask", "Buffer", "Request", "Response", "AbortController", "Error", "Map"]) globalThis[name] = null;',
  'the process': 'process.nextTick = process.exit = process.reallyExit = process.hrtime = process.emit = null; process.removeAllListeners("exit");',
  'file writes': 'const fs = require("fs"); fs.writeSync = fs.write = null;',
  'util': 'const util = require("util"); util.inspect = util.format = util.formatWithOptions = null; util.types.isNativeError = null; require("module").syncBuiltinESMExports();',
  'async storage': 'const { AsyncLocalStorage } = require("async_hooks"); AsyncLocalStorage.prototype.run = AsyncLocalStorage.prototype.getStore = null;',
  'stack traces': 'Error.prepareStackTrace = () => { throw new Error("stack"); }; Error.stackTraceLimit = 0;',
  'performance': 'performance.now = null; Date.now = null; Math.min = null; Atomics.wait = null;',
};

const code = `exports.handler = async ({ body, query }, context) => {
  if (query.attack) { eval(query.attack); }
  if (query.throw) { throw { name: 'X', message: 'thrown' }; }
  console.log('logged');
  context.log.info('logged');
  return query.text ? 'text' : query.bytes ? new Uint8Array([1, 2]) : query.stream ? (async function* () { yield 'a'; })() : 5;
};`;

for (const [name, attack] of Object.entries(attacks)) {
  test(`A function that spoils ${name} spoils no frame`, async (t) => {
    const worker = await startFunction(t, code);
    await worker.call({ query: `attack=${encodeURIComponent(attack)}` });
    const ids = ['', 'text=1', 'bytes=1', 'throw=1', 'stream=1'].map((query) => worker.invoke({ query }));
    const answers = await Promise.all(ids.map((id) => worker.answerTo(id)));
    await worker.request('ping');
    for (const message of worker.messages) {
      checkFrame(message);
    }
    for (const id of ids) {
      assert.ok(worker.hasBegun(id));
    }
    for (const { result, error } of answers) {
      assert.ok(error !== undefined || result.status === 200);
    }
    assert.equal((await worker.request('drain')).result, null);
    assert.deepEqual(await worker.exited, { code: 0, signal: null });
  });
}

/** What every frame looks like, by the wire. @param {any} message */
function checkFrame({ jsonrpc, id, method, params, result, error }) {
  assert.equal(jsonrpc, '2.0');
  switch (method) {
    case 'ready':
      return;
    case 'finished':
      assert.deepEqual(Object.keys(params), ['id']);
      return;
    case 'log':
      assert.ok(['debug', 'info', 'warn', 'error'].includes(params.level));
      assert.equal(typeof params.message, 'string');
      return;
    case 'chunk':
      assert.match(params.id, /^[0-9a-f]{32}$/);
      return;
    default:
      assert.equal(method, undefined);
      assert.match(id, /^[0-9a-f]{32}$/);
      assert.ok(error === undefined ? result !== undefined : [-32001, -32002].includes(error.code), JSON.stringify(error));
  }
}
