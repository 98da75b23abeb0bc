// @ts-check
// A request as fetch-style apps expect it: a web Request whose URL's path is the sub-path, so that a router's own paths match.
import { bufferFrom, hasOwn, latin1Slice, objectKeys, regExpExec, TypeError } from './intrinsics.mjs';

const beyondLatin1 = /[^\x00-\xff]/;

/** @type {typeof Request | undefined} */
let WebRequest;

/** Takes Node's own class before the function can replace it. */
export function captureRequest() {
  WebRequest = globalThis.Request;
}

/** A web Request of Node's own class. @param {RequestInfo | URL} input @param {RequestInit} [init] */
export function newWebRequest(input, init) {
  WebRequest ??= globalThis.Request;
  return new WebRequest(input, init);
}

/**
 * @param {any} params as they came @param {import('./request.mjs').FunctionRequest | { type: 'event' | 'schedule' }} request @param {AbortSignal} signal
 * @returns {Request}
 */
export function createWebRequest(params, request, signal) {
  if (!(hasOwn(request, 'method'))) {
    throw new TypeError('A fetch-style function answers HTTP only; export a `handler` to be called for events and schedules');
  }
  const { method, headers, rawBody } = /** @type {import('./request.mjs').FunctionRequest} */ (request);
  const mayHaveBody = method !== 'GET' && method !== 'HEAD' && rawBody.length > 0;
  return newWebRequest(params.origin + params.subpath + (params.query === '' ? '' : '?' + params.query), {
    method,
    headers: toByteStrings(headers),
    body: mayHaveBody ? /** @type {any} */ (rawBody) : undefined,
    signal,
  });
}

/** Web headers hold bytes: a value beyond Latin-1 passes as the bytes of its UTF-8. @param {Record<string, string>} headers */
function toByteStrings(headers) {
  /** @type {Record<string, string> | undefined} */
  let changed;
  const names = objectKeys(headers);
  for (let index = 0; index < names.length; index++) {
    const value = headers[names[index]];
    if (regExpExec(beyondLatin1, value) !== null) {
      changed ??= { ...headers };
      const bytes = bufferFrom(value);
      changed[names[index]] = latin1Slice(bytes, 0, bytes.length);
    }
  }
  return changed ?? headers;
}
