// @ts-check
// Every built-in the shim uses once user code runs, taken before that code loads: a function that replaces
// `JSON.stringify` or `Promise.prototype.then` may spoil its own payload, never the shape of a frame.
import { AsyncLocalStorage } from 'node:async_hooks';
import { performance } from 'node:perf_hooks';
import util from 'node:util';

export const { Error, TypeError, Map, Promise, String, DOMException, AbortController } = globalThis;

const { bind, call } = Function.prototype;

/** Turns a method into a function that takes its receiver first. @type {(method: Function) => (...args: any[]) => any} */
export const uncurryThis = bind.bind(call);

export const { apply: reflectApply, ownKeys: reflectOwnKeys } = Reflect;
export const { hasOwn, keys: objectKeys, assign: objectAssign, defineProperty, create: objectCreate } = Object;
export const { isArray } = globalThis.Array;
export const { isInteger } = Number;
export const { parse: jsonParse, stringify: jsonStringify } = JSON;
export const { min, max } = Math;
export const { isView } = globalThis.ArrayBuffer;
export const { nextTick, getBuiltinModule } = process;
export const { setImmediate, setTimeout, clearTimeout } = globalThis;
export const { inspect, formatWithOptions } = util;
export const { isNativeError, isAnyArrayBuffer } = util.types;
export const { asyncIterator, iterator } = Symbol;

export const bindFunction = uncurryThis(Function.prototype.bind);
export const functionToString = uncurryThis(Function.prototype.toString);
export const now = bindFunction(performance.now, performance);
export const exitProcess = bindFunction(process.exit, process);
/** Ends the process without asking listeners of `exit`. @type {(code: number) => never} */
export const exitAtOnce = bindFunction(/** @type {any} */ (process).reallyExit, process);

const { setPrototypeOf } = Object;
/** A list whose elements no setter on a prototype can catch. @type {() => any[]} */
export const newList = () => setPrototypeOf([], null);

export const mapGet = uncurryThis(Map.prototype.get);
export const mapSet = uncurryThis(Map.prototype.set);
export const mapDelete = uncurryThis(Map.prototype.delete);
export const mapForEach = uncurryThis(Map.prototype.forEach);
/** @type {(map: Map<any, any>) => number} */
export const mapSize = uncurryThis(/** @type {any} */ (Object.getOwnPropertyDescriptor(Map.prototype, 'size')).get);

export const charCodeAt = uncurryThis(String.prototype.charCodeAt);
export const indexOf = uncurryThis(String.prototype.indexOf);
export const lastIndexOf = uncurryThis(String.prototype.lastIndexOf);
export const startsWith = uncurryThis(String.prototype.startsWith);
export const endsWith = uncurryThis(String.prototype.endsWith);
export const slice = uncurryThis(String.prototype.slice);
export const trim = uncurryThis(String.prototype.trim);
export const toLowerCase = uncurryThis(String.prototype.toLowerCase);
export const padStart = uncurryThis(String.prototype.padStart);
export const toWellFormed = uncurryThis(/** @type {any} */ (String.prototype).toWellFormed);
export const numberToString = uncurryThis(Number.prototype.toString);
/** The built-in match, blind to a replaced `exec`; only for expressions without the `g` flag. */
export const regExpExec = uncurryThis(RegExp.prototype.exec);

/** Settles reactions on a native promise, whatever has become of its prototype. */
export const promiseThen = uncurryThis(Promise.prototype.then);

const bufferPrototype = /** @type {any} */ (Buffer.prototype);
export const bufferFrom = bindFunction(Buffer.from, Buffer);
export const bufferConcat = bindFunction(Buffer.concat, Buffer);
export const byteLength = bindFunction(Buffer.byteLength, Buffer);
export const isBuffer = bindFunction(Buffer.isBuffer, Buffer);
export const utf8Write = uncurryThis(bufferPrototype.utf8Write);
export const utf8Slice = uncurryThis(bufferPrototype.utf8Slice);
export const latin1Slice = uncurryThis(bufferPrototype.latin1Slice);
export const base64Slice = uncurryThis(bufferPrototype.base64Slice);
export const bufferIndexOf = uncurryThis(bufferPrototype.indexOf);
export const subarray = uncurryThis(bufferPrototype.subarray);

/** Which invocation the running code belongs to. @type {AsyncLocalStorage<import('./invocation.mjs').Invocation>} */
const storage = new AsyncLocalStorage();
export const runWithin = bindFunction(AsyncLocalStorage.prototype.run, storage);
/** @type {() => import('./invocation.mjs').Invocation | undefined} */
export const currentInvocation = bindFunction(AsyncLocalStorage.prototype.getStore, storage);
