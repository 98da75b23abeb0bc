// @ts-check
// JSON text that fits the wire: ASCII where a frame asks for it, well-formed always, never nested too deep.
import { charCodeAt, indexOf, jsonStringify, numberToString, padStart, regExpExec, slice, toWellFormed } from './intrinsics.mjs';

const beyondAscii = /[^\x00-\x7f]/;

/** What may be nested inside the envelope of an answer or a note, which is up to 3 deep, within the wire's 256. */
export const maxPayloadDepth = 253;

/** The JSON text with everything beyond ASCII as \u escapes. @param {string} json */
export function toAscii(json) {
  if (regExpExec(beyondAscii, json) === null) {
    return json;
  }
  let ascii = '';
  let copied = 0;
  for (let index = 0; index < json.length; index++) {
    const code = charCodeAt(json, index);
    if (code > 0x7f) {
      ascii += slice(json, copied, index) + '\\u' + padStart(numberToString(code, 16), 4, '0');
      copied = index + 1;
    }
  }
  return ascii + slice(json, copied);
}

/** A string as a JSON string; a lone surrogate becomes U+FFFD, since no UTF-8 can carry it. @param {string} text @returns {string} */
export function quote(text) {
  return jsonStringify(toWellFormed(text));
}

/** A string as a JSON string in ASCII. @param {string} text */
export function quoteAscii(text) {
  return toAscii(quote(text));
}

/** Whether JSON text nests deeper than a frame may. @param {string} json */
export function isTooDeep(json) {
  if (json.length <= maxPayloadDepth * 2 || !hasManyOpeners(json)) {
    return false;
  }
  let depth = 0;
  for (let index = 0; index < json.length; index++) {
    const code = charCodeAt(json, index);
    if (code === 0x22) {
      index = endOfString(json, index);
    } else if (code === 0x5b || code === 0x7b) {
      if (++depth > maxPayloadDepth) {
        return true;
      }
    } else if (code === 0x5d || code === 0x7d) {
      depth--;
    }
  }
  return false;
}

/** Spares most texts the walk: without that many brackets none is nested that deep. @param {string} json */
function hasManyOpeners(json) {
  let openers = 0;
  for (let index = indexOf(json, '{'); index !== -1 && openers <= maxPayloadDepth; index = indexOf(json, '{', index + 1)) {
    openers++;
  }
  for (let index = indexOf(json, '['); index !== -1 && openers <= maxPayloadDepth; index = indexOf(json, '[', index + 1)) {
    openers++;
  }
  return openers > maxPayloadDepth;
}

/** @param {string} json @param {number} start where the string's first quote stands */
function endOfString(json, start) {
  let end = indexOf(json, '"', start + 1);
  for (;;) {
    let slashes = 0;
    while (charCodeAt(json, end - 1 - slashes) === 0x5c) {
      slashes++;
    }
    if (slashes % 2 === 0) {
      return end;
    }
    end = indexOf(json, '"', end + 1);
  }
}
