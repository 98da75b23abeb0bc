// @ts-check
// The wire to the supervisor: whole lines from file descriptor 3, frames to file descriptor 4.
import fs from 'node:fs';
import net from 'node:net';
import {
  bufferConcat, bufferFrom, bufferIndexOf, exitAtOnce, newList, nextTick, subarray, utf8Slice, utf8Write,
} from './intrinsics.mjs';

const input = 3;
const output = 4;
const malformedExitCode = 70;
// Not `writeSync`, which takes a polluted `Object.prototype.error` for its own failure.
const { writevSync } = fs;
const wait = Atomics.wait;
const never = new Int32Array(new SharedArrayBuffer(4));
const scratch = Buffer.allocUnsafeSlow(256 * 1024);
/** The list that a write takes. */
const parts = [scratch];

/** @type {net.Socket | undefined} */
let socket;
let pending = '';
let isFlushScheduled = false;
let maxLineBytes = 32 * 1024 * 1024;

/** The supervisor broke the protocol: nothing it says can be trusted any more. @returns {never} */
export function exitMalformed() {
  return exitAtOnce(malformedExitCode);
}

/** Sets the longest line and frame, counted without the newline. @param {number} bytes */
export function limitFrames(bytes) {
  maxLineBytes = bytes;
}

/** The longest frame the supervisor takes. */
export function frameLimit() {
  return maxLineBytes;
}

/** Queues a frame; all frames of one turn leave in one write. @param {string} frame */
export function send(frame) {
  pending += frame + '\n';
  if (!isFlushScheduled) {
    isFlushScheduled = true;
    nextTick(flush);
  }
}

/** Writes a frame, and all queued before it, before returning. @param {string} frame */
export function sendNow(frame) {
  pending += frame + '\n';
  flush();
}

/** Writes everything queued. */
export function flush() {
  isFlushScheduled = false;
  if (pending === '') {
    return;
  }
  const text = pending;
  pending = '';
  if (text.length * 3 <= scratch.length) {
    writeAll(scratch, utf8Write(scratch, text, 0));
  } else {
    const bytes = bufferFrom(text);
    writeAll(bytes, bytes.length);
  }
}

/** @param {Buffer} bytes @param {number} length */
function writeAll(bytes, length) {
  let offset = 0;
  while (offset < length) {
    try {
      parts[0] = subarray(bytes, offset, length);
      offset += writevSync(output, parts);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EAGAIN') {
        exitAtOnce(0);
      }
      wait(never, 0, 0, 1);
    }
  }
}

/** Starts to read; `onLine` is given each line. @param {(line: string) => void} onLine */
export function receive(onLine) {
  /** @type {Buffer[]} Copies of the pieces of a line whose end has not come yet. */
  let pieces = newList();
  let piecesBytes = 0;

  /** @param {number} count @param {Uint8Array} bytes */
  function onBytes(count, bytes) {
    let start = 0;
    for (;;) {
      const end = bufferIndexOf(bytes, 10, start);
      const isWhole = end !== -1 && end < count;
      const stop = isWhole ? end : count;
      if (piecesBytes + stop - start > maxLineBytes) {
        exitMalformed();
      }
      if (!isWhole) {
        if (start < count) {
          pieces[pieces.length] = bufferFrom(subarray(bytes, start, count));
          piecesBytes += count - start;
        }
        return true;
      }
      if (piecesBytes === 0) {
        onLine(utf8Slice(bytes, start, end));
      } else {
        pieces[pieces.length] = subarray(bytes, start, end);
        const whole = bufferConcat(pieces);
        pieces = newList();
        piecesBytes = 0;
        onLine(utf8Slice(whole, 0, whole.length));
      }
      start = end + 1;
    }
  }

  socket = new net.Socket(/** @type {any} */ ({
    fd: input,
    readable: true,
    writable: false,
    onread: { buffer: Buffer.allocUnsafeSlow(64 * 1024), callback: onBytes },
  }));
  const leave = () => exitAtOnce(0);
  socket.on('end', leave).on('close', leave).on('error', leave);
}

/** Whether the process may end of itself when nothing but this channel keeps it alive. @param {boolean} isAllowed */
export function letExit(isAllowed) {
  if (isAllowed) {
    socket?.unref();
  } else {
    socket?.ref();
  }
}
