// @ts-check
// What anybody may throw, as name, message and stack; a hostile getter costs the thrower his own text only.
import { endsWith, indexOf, inspect, isNativeError, slice, startsWith } from './intrinsics.mjs';
import { withAuthorsPlace } from './source-map.mjs';

/** @typedef {import('./frames.mjs').ErrorDescription} ErrorDescription */

const maxMessageLength = 8 * 1024;
const maxStackLength = 16 * 1024;
const maxCauses = 5;
const shimFolder = import.meta.url.slice(0, import.meta.url.lastIndexOf('/') + 1);
const hiddenPlaces = [shimFolder, 'node:internal/async_local_storage', 'node:internal/stream_base_commons', 'node:vm:', 'node:internal/vm'];

/** Describes anything thrown. @param {unknown} thrown @returns {ErrorDescription} */
export function describe(thrown) {
  try {
    return isErrorLike(thrown) ? describeError(thrown) : { name: 'Error', message: cut(asText(thrown), maxMessageLength) };
  } catch {
    return { name: 'Error', message: 'The thrown value cannot be read' };
  }
}

/** One text of everything known about what was thrown, for a log. @param {unknown} thrown */
export function explain(thrown) {
  const { name, message, stack } = describe(thrown);
  return stack ?? `${name}: ${message}`;
}

/** The stack as its author reads it: without the frames of the shim, with the lines of the source before it was bundled. @param {string} stack */
export function withoutShimFrames(stack) {
  let kept = '';
  let start = 0;
  while (start <= stack.length) {
    const newline = indexOf(stack, '\n', start);
    const end = newline === -1 ? stack.length : newline;
    const line = slice(stack, start, end);
    if (!isShimFrame(line)) {
      kept += kept === '' ? line : '\n' + (isFrame(line) ? withAuthorsPlace(line) : line);
    } else if (endsWith(line, ' {')) {
      // `inspect` goes on with the error's members behind its last frame.
      kept += ' {';
    }
    start = end + 1;
  }
  return kept;
}

/** @param {any} error @returns {ErrorDescription} */
function describeError(error) {
  const name = typeof error.name === 'string' && error.name !== '' ? error.name : 'Error';
  const message = typeof error.message === 'string' ? error.message : asText(error.message);
  const description = { name: cut(name, 256), message: cut(message, maxMessageLength) };
  const stack = stackWithCauses(error);
  return stack === undefined ? description : { ...description, stack: cut(stack, maxStackLength) };
}

/** @param {any} error */
function stackWithCauses(error) {
  if (typeof error.stack !== 'string') {
    return undefined;
  }
  let text = withoutShimFrames(error.stack);
  let cause = error.cause;
  for (let depth = 0; depth < maxCauses && cause !== undefined; depth++) {
    const isError = isErrorLike(cause) && typeof cause.stack === 'string';
    text += '\nCaused by: ' + (isError ? withoutShimFrames(cause.stack) : asText(cause));
    cause = isError ? cause.cause : undefined;
  }
  return text;
}

/** @param {unknown} value @returns {value is any} */
function isErrorLike(value) {
  return isNativeError(value)
    || (typeof value === 'object' && value !== null && typeof (/** @type {any} */ (value).stack) === 'string');
}

/** @param {unknown} value */
function asText(value) {
  return typeof value === 'string' ? value : inspect(value);
}

/** @param {string} text @param {number} length */
function cut(text, length) {
  return text.length <= length ? text : slice(text, 0, length) + '… [cut]';
}

/** @param {string} line */
function isFrame(line) {
  // The stack of a cause is indented further.
  return startsWith(line, '    at ') || startsWith(line, '      at ');
}

/** @param {string} line */
function isShimFrame(line) {
  if (!isFrame(line)) {
    return false;
  }
  for (let index = 0; index < hiddenPlaces.length; index++) {
    if (indexOf(line, hiddenPlaces[index]) !== -1) {
      return true;
    }
  }
  return false;
}
