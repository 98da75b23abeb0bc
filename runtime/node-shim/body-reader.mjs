// @ts-check
// Reads the kinds of bodies that come in pieces: web streams, async iterables (Node's streams among them) and blobs.
import { asyncIterator, bufferFrom, isAnyArrayBuffer, isView } from './intrinsics.mjs';
import { Unusable } from './unusable.mjs';

/** Whether a body is read piece by piece. @param {any} body */
export function isStreamable(body) {
  return typeof body.getReader === 'function' || typeof body[asyncIterator] === 'function' || isBlob(body);
}

/** Starts to read a body. @param {any} body @returns {{ next: () => any, stop: () => void }} */
export function openReader(body) {
  if (isBlob(body)) {
    return openReader(body.stream());
  }
  if (typeof body.getReader === 'function') {
    const reader = body.getReader();
    return { next: () => reader.read(), stop: () => giveUp(() => reader.cancel()) };
  }
  const iterator = body[asyncIterator]();
  return { next: () => iterator.next(), stop: () => giveUp(() => iterator.return?.()) };
}

/** @param {() => unknown} stop */
async function giveUp(stop) {
  try {
    await stop();
  } catch {
    // The reader is gone already.
  }
}

/** @param {any} body */
function isBlob(body) {
  return typeof body.stream === 'function' && typeof body.arrayBuffer === 'function';
}

/** A copy, since the function may use its buffer again. @param {any} value @returns {Buffer} */
export function toBytes(value) {
  if (typeof value === 'string') {
    return bufferFrom(value);
  }
  if (isView(value)) {
    return bufferFrom(bufferFrom(value.buffer, value.byteOffset, value.byteLength));
  }
  if (isAnyArrayBuffer(value)) {
    return bufferFrom(bufferFrom(value));
  }
  throw new Unusable(`A body's pieces must be strings or bytes, not ${value === null ? 'null' : typeof value}`);
}
