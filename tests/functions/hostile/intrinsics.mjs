// @ts-nocheck
// Attacks on what a function shares with the shim: it may spoil its own answers, never get or give another's.
import { own } from './wants.mjs';

const spoil = (name, pollute) => ({ name, pollute, wants: [own], limits: { timeoutMs: 1000 } });

export const intrinsics = [
  spoil('Promise.prototype.then', () => { Promise.prototype.then = function then() { return this; }; Promise.prototype.catch = null; }),
  spoil('Promise itself', () => { globalThis.Promise = class { constructor(run) { run(() => {}, () => {}); } }; Promise.resolve = () => ({}); }),
  spoil('JSON', () => { JSON.stringify = () => '{"n":"stolen"}'; JSON.parse = () => ({ method: 'drain', id: 'x', params: {} }); }),
  spoil('Array.prototype', () => { for (const name of ['push', 'pop', 'shift', 'map', 'forEach', 'join', 'slice', 'concat', 'indexOf']) Array.prototype[name] = () => { throw new Error(name); }; Array.prototype[Symbol.iterator] = null; }),
  spoil('setters for elements of lists', () => { for (let n = 0; n < 4; n++) Object.defineProperty(Array.prototype, n, { set() {}, get() { return 'stolen'; }, configurable: true }); }),
  spoil('getters on Object.prototype', () => { for (const name of ['id', 'method', 'params', 'result', 'status', 'headers', 'body', 'then', 'open', 'fd', 'signal', 'error', 'length']) Object.defineProperty(Object.prototype, name, { __proto__: null, get() { return 'stolen'; }, set() {}, configurable: true }); }),
  spoil('descriptors of properties', () => { for (const name of ['value', 'get', 'set', 'writable', 'configurable', 'enumerable']) Object.prototype[name] = () => 'stolen'; }),
  spoil('toJSON for all', () => { Object.prototype.toJSON = () => ({ n: 'stolen' }); String.prototype.toJSON = () => 'stolen'; }),
  spoil('Buffer', () => { for (const name of ['toString', 'utf8Write', 'utf8Slice', 'write', 'copy', 'subarray', 'slice', 'indexOf', 'fill']) Buffer.prototype[name] = () => 0; Buffer.from = Buffer.alloc = Buffer.concat = () => 'stolen'; }),
  spoil('typed arrays', () => { const shared = Object.getPrototypeOf(Uint8Array.prototype); for (const name of ['set', 'subarray', 'slice', 'indexOf', 'fill']) shared[name] = () => 0; Object.defineProperty(shared, 'length', { get: () => 0 }); }),
  spoil('AsyncLocalStorage', () => { const { AsyncLocalStorage } = require('node:async_hooks'); for (const name of ['run', 'getStore', 'enterWith', 'exit']) AsyncLocalStorage.prototype[name] = () => 'stolen'; }),
  spoil('events of the process', () => { process.removeAllListeners(); process.emit = () => true; process.on('exit', () => { for (;;); }); process.on('uncaughtException', () => {}); }),
  spoil('stacks of errors', () => { Error.prepareStackTrace = () => { throw new Error('stolen'); }; Error.stackTraceLimit = 0; Object.defineProperty(Error.prototype, 'message', { get() { throw new Error(); } }); }),
  spoil('String.prototype', () => { for (const name of ['charCodeAt', 'indexOf', 'startsWith', 'slice', 'split', 'replace', 'trim', 'toLowerCase', 'padStart', 'toWellFormed']) String.prototype[name] = () => 'stolen'; String.prototype[Symbol.iterator] = null; }),
  spoil('Map and Set', () => { for (const name of ['get', 'set', 'has', 'delete', 'forEach']) { Map.prototype[name] = () => 'stolen'; WeakMap.prototype[name] = () => 'stolen'; Set.prototype[name] = () => false; } }),
  spoil('expressions', () => { RegExp.prototype.exec = () => null; RegExp.prototype.test = () => true; RegExp.prototype[Symbol.replace] = () => 'stolen'; }),
  spoil('calls of functions', () => { Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => 'stolen'; Reflect.apply = Reflect.ownKeys = () => 'stolen'; }),
  spoil('Object', () => { Object.keys = Object.entries = Object.assign = Object.defineProperty = Object.create = () => ['stolen']; Object.hasOwn = () => true; Object.prototype.hasOwnProperty = () => true; }),
  spoil('timers and ticks', () => { globalThis.setTimeout = globalThis.setImmediate = globalThis.clearTimeout = globalThis.queueMicrotask = () => {}; process.nextTick = () => {}; }),
  spoil('clocks and chance', () => { Date.now = () => NaN; performance.now = () => NaN; Math.min = Math.max = () => NaN; Math.random = () => 1; }),
  spoil('writes of fs', () => { const fs = require('node:fs'); fs.writeSync = fs.writevSync = fs.write = fs.readSync = () => 1e9; require('node:module').syncBuiltinESMExports(); }),
  spoil('sockets and streams', () => { const { Socket } = require('node:net'); const { Readable, Writable } = require('node:stream'); Socket.prototype.emit = Socket.prototype.read = Readable.prototype.push = Writable.prototype.write = () => true; Socket.prototype.ref = Socket.prototype.unref = () => { throw new Error(); }; }),
  spoil('globals removed', () => { for (const name of ['Request', 'Response', 'Headers', 'URL', 'AbortController', 'AbortSignal', 'TextDecoder', 'TextEncoder', 'ReadableStream', 'structuredClone', 'Uint8Array', 'Symbol', 'Error']) { try { delete globalThis[name]; globalThis[name] = undefined; } catch { /* It holds on. */ } } }),
  spoil('the process object', () => { for (const name of ['exit', 'reallyExit', 'getBuiltinModule', 'emitWarning', 'hrtime', 'memoryUsage', 'binding']) process[name] = () => 'stolen'; process.env = null; process.argv.length = 0; }),
  spoil('symbols of classes', () => {
    // Named first: node builds some of them when they are first used.
    const types = [Error, TypeError, Promise, Buffer, Response, Request];
    for (const type of [Array, Map, Promise, RegExp, Uint8Array]) Object.defineProperty(type, Symbol.species, { __proto__: null, get: () => class Stolen {}, configurable: true });
    for (const type of types) Object.defineProperty(type, Symbol.hasInstance, { __proto__: null, value: () => true, configurable: true });
  }),
];
