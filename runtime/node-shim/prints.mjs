// @ts-check
// What a function prints past its console, to stdout, stderr or their file descriptors, becomes lines of its log.
import fs from 'node:fs';
import module from 'node:module';
import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { bufferFrom, currentInvocation, endsWith, isView, nextTick, reflectApply, slice, uncurryThis } from './intrinsics.mjs';
import { writeLog } from './logs.mjs';

/** @typedef {1 | 2} PrintDescriptor */

const decode = uncurryThis(StringDecoder.prototype.write);
/** One a descriptor, since a character may be cut in two by two writes. */
const decoders = { 1: new StringDecoder('utf8'), 2: new StringDecoder('utf8') };

/** Replaces `process.stdout`, `process.stderr` and the writes to their descriptors. */
export function capturePrints() {
  for (const [name, descriptor] of /** @type {[string, PrintDescriptor][]} */ ([['stdout', 1], ['stderr', 2]])) {
    Object.defineProperty(process, name, { value: new PrintStream(descriptor), configurable: true, enumerable: true, writable: true });
  }
  const { writeSync, writevSync, write } = fs;
  const patched = /** @type {any} */ (fs);
  patched.writeSync = (/** @type {any[]} */ ...args) => (isPrint(args[0]) ? printPart(args) : reflectApply(writeSync, fs, args));
  patched.writevSync = (/** @type {any[]} */ ...args) => (isPrint(args[0]) ? printAll(args[0], args[1]) : reflectApply(writevSync, fs, args));
  patched.write = (/** @type {any[]} */ ...args) => {
    const callback = args[args.length - 1];
    if (!isPrint(args[0]) || typeof callback !== 'function') {
      return reflectApply(write, fs, args);
    }
    args.length--;
    nextTick(callback, null, printPart(args), args[1]);
  };
  module.syncBuiltinESMExports();
}

/** Stands in for `process.stdout` and `process.stderr`; it never fills and cannot be closed. */
class PrintStream extends Writable {
  #descriptor;

  /** @param {PrintDescriptor} descriptor */
  constructor(descriptor) {
    super({ decodeStrings: false });
    this.#descriptor = descriptor;
    this.fd = descriptor;
    this.isTTY = false;
  }

  /** @param {any} data @param {any} [encoding] @param {any} [callback] */
  write(data, encoding, callback) {
    print(this.#descriptor, typeof data === 'string' && typeof encoding === 'string' ? bufferFrom(data, encoding) : data);
    const done = typeof encoding === 'function' ? encoding : callback;
    if (typeof done === 'function') {
      nextTick(done);
    }
    return true;
  }

  /** @param {any[]} args @returns {any} */
  end(...args) {
    if (typeof args[0] === 'string' || isView(args[0])) {
      this.write(args[0], args[1], args[2]);
    }
    return this;
  }

  destroy() {
    return this;
  }
}

/** @param {unknown} descriptor @returns {descriptor is PrintDescriptor} */
function isPrint(descriptor) {
  return descriptor === 1 || descriptor === 2;
}

/** The arguments of `fs.writeSync`. @param {any[]} args @returns {number} bytes printed */
function printPart([descriptor, data, offset, length]) {
  if (!isView(data)) {
    return print(descriptor, `${data}`);
  }
  const start = typeof offset === 'object' ? offset?.offset ?? 0 : offset ?? 0;
  const size = (typeof offset === 'object' ? offset?.length : length) ?? data.byteLength - start;
  return print(descriptor, bufferFrom(data.buffer, data.byteOffset + start, size));
}

/** @param {PrintDescriptor} descriptor @param {any[]} parts */
function printAll(descriptor, parts) {
  let printed = 0;
  for (let index = 0; index < parts.length; index++) {
    printed += printPart([descriptor, parts[index]]);
  }
  return printed;
}

/** @param {PrintDescriptor} descriptor @param {any} data @returns {number} bytes printed */
function print(descriptor, data) {
  const bytes = typeof data === 'string' ? bufferFrom(data) : isView(data) ? bufferFrom(data.buffer, data.byteOffset, data.byteLength) : bufferFrom(`${data}`);
  const text = decode(decoders[descriptor], bytes);
  if (text !== '') {
    writeLog(currentInvocation(), descriptor === 1 ? 'info' : 'error', endsWith(text, '\n') ? slice(text, 0, -1) : text);
  }
  return bytes.length;
}
