// @ts-check
// A request as fetch-style apps expect it: a web Request whose URL's path is the sub-path, so that a router's own paths match.
import { latin1Slice, bufferFrom, objectKeys, TypeError } from './intrinsics.mjs';

/** @param {any} request @param {AbortSignal} signal @returns {Request} */
export function createWebRequest(request, signal) {
  if (request.type === 'event') {
    throw new TypeError('A fetch-style function answers HTTP only; export a `handler` to be called for events');
  }
  const url = request.webUrl;
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD' && request.rawBody.length > 0;
  return new Request(url, {
    method: request.method,
    headers: toByteStrings(request.headers),
    body: hasBody ? request.rawBody : undefined,
    signal,
  });
}

/** Web headers hold bytes: a value beyond Latin-1 passes as the bytes of its UTF-8. @param {Record<string, string>} headers */
function toByteStrings(headers) {
  return headers;
}
