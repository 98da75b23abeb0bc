// @ts-check
// Finds the handler in what a function's code has defined or exported.
import { bindFunction, hasOwn } from './intrinsics.mjs';
import { LoadError } from './load-error.mjs';

/** @typedef {{ handler: (...args: any[]) => unknown, isFetch: boolean }} Found */

/** In the exports of a CommonJS module. @param {any} exports @returns {Found | undefined} */
export function findInCommonJs(exports) {
  if (!isHolder(exports)) {
    return undefined;
  }
  if (hasOwn(exports, 'handler')) {
    return asHandler(exports.handler, exports);
  }
  return findInValue(exports) ?? (hasOwn(exports, 'default') ? findInValue(exports.default) : undefined);
}

/** In the namespace of an ES module. @param {any} namespace @returns {Found | undefined} */
export function findInModule(namespace) {
  if (hasOwn(namespace, 'handler')) {
    return asHandler(namespace.handler, undefined);
  }
  if (!hasOwn(namespace, 'default')) {
    return undefined;
  }
  const found = findInValue(namespace.default);
  if (found === undefined && !isHolder(namespace.default)) {
    throw new LoadError(`The default export is ${nameType(namespace.default)}, not a function`);
  }
  return found;
}

/** What a script calls `handler`. @param {unknown} value @returns {Found | undefined} */
export function findInScript(value) {
  return value === undefined ? undefined : asHandler(value, undefined);
}

/** Nothing was found. */
export function noHandler() {
  return new LoadError('The code has no handler: define `async function handler(request, context)`, '
    + 'export `handler` or a default function, or export default an object with `fetch`');
}

/** @param {any} value @returns {Found | undefined} */
function findInValue(value) {
  if (!isHolder(value)) {
    return undefined;
  }
  // Before the test for a function: some fetch-style apps are functions that carry a `fetch`.
  if (typeof value.fetch === 'function') {
    return { handler: bindFunction(value.fetch, value), isFetch: true };
  }
  if (typeof value === 'function') {
    return { handler: value, isFetch: false };
  }
  return value.handler === undefined ? undefined : asHandler(value.handler, value);
}

/** @param {any} value @param {unknown} owner what `this` shall be @returns {Found} */
function asHandler(value, owner) {
  if (typeof value !== 'function') {
    throw new LoadError(`\`handler\` is ${nameType(value)}, not a function`);
  }
  return { handler: owner === undefined ? value : bindFunction(value, owner), isFetch: false };
}

/** @param {unknown} value @returns {value is any} */
function isHolder(value) {
  return typeof value === 'function' || (typeof value === 'object' && value !== null);
}

/** @param {unknown} value */
function nameType(value) {
  return value === null || value === undefined ? `${value}` : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
