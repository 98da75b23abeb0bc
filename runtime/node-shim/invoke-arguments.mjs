// @ts-check
// The arguments of `functions.invoke` in the form in which they travel.
import { base64Slice, bufferFrom, isAnyArrayBuffer, isView, iterator, toWellFormed } from './intrinsics.mjs';

/** Leaves alone what is no options object: the supervisor says what is wrong with it. @param {unknown[]} args @returns {unknown[]} */
export function toInvokeArguments(args) {
  const options = args[1];
  if (typeof options !== 'object' || options === null) {
    return args;
  }
  const { body, query, headers, ...rest } = /** @type {any} */ (options);
  return [args[0], { ...rest, query: toPairs(query), headers: toPairs(headers), body: toBody(body) }];
}

/** `Headers`, `URLSearchParams` and maps have no JSON, but give their pairs. @param {any} value */
function toPairs(value) {
  return typeof value === 'object' && typeof value?.[iterator] === 'function' ? [...value] : value;
}

/** A string is text, bytes are bytes, anything else is JSON, as in an answer. @param {unknown} body */
function toBody(body) {
  if (body === undefined || body === null) {
    return undefined;
  }
  if (typeof body === 'string') {
    return { text: toWellFormed(body) };
  }
  const view = isView(body);
  if (!view && !isAnyArrayBuffer(body)) {
    return { json: body };
  }
  const bytes = view ? bufferFrom(body.buffer, body.byteOffset, body.byteLength) : bufferFrom(body);
  return { bytes: base64Slice(bytes, 0, bytes.length) };
}
