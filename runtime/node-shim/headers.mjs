// @ts-check
// A function's headers as the wire's JSON: names and values checked, so that nothing can be smuggled into an answer.
import { isArray, jsonStringify, Map, mapGet, mapSet, mapSize, objectKeys, regExpExec, String } from './intrinsics.mjs';
import { quote, quoteAscii } from './json.mjs';
import { Unusable } from './unusable.mjs';

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const illegalInValue = /[^\t\x20-\x7e\x80-\xff]/;
const maxKnownNames = 200;

/** Names met before, with their JSON. @type {Map<string, string>} */
const knownNames = new Map();

/** @param {any} headers what the function gave: an object, a web `Headers`, or nothing @returns {string} */
export function encodeHeaders(headers) {
  if (headers === undefined || headers === null) {
    return '{}';
  }
  if (typeof headers !== 'object' || isArray(headers)) {
    throw new Unusable('`headers` must be an object of names and values');
  }
  if (typeof headers.forEach === 'function' && typeof headers.get === 'function') {
    return encodeWebHeaders(headers);
  }
  let json = '';
  const names = objectKeys(headers);
  for (let index = 0; index < names.length; index++) {
    const value = headers[names[index]];
    if (value !== undefined && value !== null) {
      json += (json === '' ? '' : ',') + encodeName(names[index]) + ':' + encodeValue(names[index], value);
    }
  }
  return '{' + json + '}';
}

/** @param {any} headers a web `Headers`, Node's or a library's own @returns {string} */
export function encodeWebHeaders(headers) {
  let json = '';
  const cookies = typeof headers.getSetCookie === 'function' ? headers.getSetCookie() : undefined;
  headers.forEach((/** @type {unknown} */ value, /** @type {string} */ name) => {
    if (name !== 'set-cookie' || cookies === undefined) {
      json += (json === '' ? '' : ',') + encodeName(name) + ':' + encodeValue(name, value);
    }
  });
  if (cookies !== undefined && cookies.length > 0) {
    json += (json === '' ? '' : ',') + '"set-cookie":' + encodeValue('set-cookie', cookies);
  }
  return '{' + json + '}';
}

/** @param {string} name */
function encodeName(name) {
  const known = mapGet(knownNames, name);
  if (known !== undefined) {
    return known;
  }
  if (regExpExec(token, name) === null) {
    throw new Unusable(`The header name ${quote(name)} is not allowed`);
  }
  const json = jsonStringify(name);
  if (mapSize(knownNames) < maxKnownNames) {
    mapSet(knownNames, name, json);
  }
  return json;
}

/** @param {string} name @param {unknown} value */
function encodeValue(name, value) {
  if (!isArray(value)) {
    return encodeLine(name, value);
  }
  let json = '';
  for (let index = 0; index < value.length; index++) {
    json += (index === 0 ? '' : ',') + encodeLine(name, value[index]);
  }
  return '[' + json + ']';
}

/** @param {string} name @param {unknown} value */
function encodeLine(name, value) {
  const type = typeof value;
  if (type !== 'string' && type !== 'number' && type !== 'boolean') {
    throw new Unusable(`The value of the header ${quote(name)} must be a string, a number or an array of them, not ${type}`);
  }
  const text = type === 'string' ? /** @type {string} */ (value) : String(value);
  if (regExpExec(illegalInValue, text) !== null) {
    throw new Unusable(`The value of the header ${quote(name)} holds a character that is not allowed in a header`);
  }
  return quoteAscii(text);
}
