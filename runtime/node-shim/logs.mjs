// @ts-check
// The function's log: each line leaves at once with its invocation's id, cut when long, dropped and counted when too many.
import { sendNow } from './channel.mjs';
import { logFrame } from './frames.mjs';
import { bufferFrom, byteLength, now, setTimeout, slice, utf8Slice } from './intrinsics.mjs';

/** @typedef {'debug' | 'info' | 'warn' | 'error'} Level */
/** @typedef {import('./invocation.mjs').Invocation} Invocation */

const maxMessageBytes = 16 * 1024;
const windowMs = 1000;

let bytesPerWindow = 1024 * 1024;
let windowStart = 0;
let windowBytes = 0;
let dropped = 0;

/** Sets how much may be logged in a second, counted in bytes on the wire. @param {number} bytesPerSecond */
export function limitLogs(bytesPerSecond) {
  bytesPerWindow = bytesPerSecond;
}

/**
 * Writes one line.
 * @param {Invocation | undefined} invocation whose line it is
 * @param {Level} level
 * @param {string} message may hold newlines
 * @param {string} [fieldsJson] a JSON object in ASCII
 */
export function writeLog(invocation, level, message, fieldsJson) {
  const time = now();
  if (time - windowStart >= windowMs) {
    reportDropped();
    windowStart = time;
    windowBytes = 0;
  }
  if (dropped > 0) {
    dropped++;
    return;
  }
  const frame = logFrame(invocation?.id, level, invocation?.isAnswered === true, fieldsJson, cut(message));
  windowBytes += frame.length;
  if (windowBytes > bytesPerWindow) {
    dropped = 1;
    setTimeout(reportDropped, windowMs);
    return;
  }
  sendNow(frame);
}

/** Says how many lines were dropped since it was last said. */
export function reportDropped() {
  if (dropped > 0) {
    const lines = dropped === 1 ? '1 log line was' : `${dropped} log lines were`;
    dropped = 0;
    windowStart = now();
    windowBytes = 0;
    sendNow(logFrame(undefined, 'warn', false, undefined, `${lines} dropped: over the limit of ${bytesPerWindow} bytes a second`));
  }
}

/** @param {string} message */
function cut(message) {
  if (message.length * 3 <= maxMessageBytes) {
    return message;
  }
  const bytes = byteLength(message);
  if (bytes <= maxMessageBytes) {
    return message;
  }
  const marker = ` … [cut, ${bytes} bytes in all]`;
  const head = bufferFrom(slice(message, 0, maxMessageBytes));
  let end = maxMessageBytes - byteLength(marker);
  while ((head[end] & 0xc0) === 0x80) {
    end--;
  }
  return utf8Slice(head, 0, end) + marker;
}
