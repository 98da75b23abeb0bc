// @ts-check
// V8's code cache with one byte before it that says what it was made of, so that a later load need not find out again.
import { base64Slice, bufferConcat, bufferFrom } from './intrinsics.mjs';

/** @typedef {'script' | 'module' | 'handlerModule'} Kind */
/** @typedef {{ kind: Kind, isTypeScript: boolean, data: Buffer }} CodeCache */

/** @type {Kind[]} */
const kinds = ['script', 'module', 'handlerModule'];
const typeScriptBit = 0x10;

/** @param {string} base64 @returns {CodeCache | undefined} */
export function readCache(base64) {
  const bytes = Buffer.from(base64, 'base64');
  const kind = bytes.length > 1 ? kinds[bytes[0] & 0x0f] : undefined;
  return kind === undefined ? undefined : { kind, isTypeScript: (bytes[0] & typeScriptBit) !== 0, data: bytes.subarray(1) };
}

/** @param {Kind} kind @param {boolean} isTypeScript @param {Buffer} data @returns {string} in base64 */
export function writeCache(kind, isTypeScript, data) {
  let index = 0;
  while (kinds[index] !== kind) {
    index++;
  }
  const bytes = bufferConcat([bufferFrom([isTypeScript ? index | typeScriptBit : index]), data]);
  return base64Slice(bytes, 0, bytes.length);
}
