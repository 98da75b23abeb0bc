// @ts-check
// The global `fetch`: Node's own, requests, responses, redirects and all, but for the network, in whose place stands the supervisor.
import { defineOwn } from './bindings.mjs';
import { FetchTransport } from './fetch-transport.mjs';
import { currentInvocation, TypeError } from './intrinsics.mjs';
import { newWebRequest } from './web-request.mjs';

/** Puts ours in the place of Node's. */
export function captureFetch() {
  const nodeFetch = /** @type {(request: Request, init: object) => Promise<Response>} */ (globalThis.fetch);

  /** @param {RequestInfo | URL} input @param {RequestInit} [init] */
  async function fetch(input, init = undefined) {
    const request = newWebRequest(input, init);
    const transport = new FetchTransport(currentInvocation(), request.redirect === 'follow');
    try {
      return await nodeFetch(request, /** @type {any} */ ({ __proto__: null, dispatcher: transport }));
    } catch (error) {
      throw transport.failure === undefined ? error : fetchError(transport.failure);
    }
  }

  defineOwn(globalThis, 'fetch', fetch);
}

/**
 * Node's own message for what the network does, by which libraries tell that another try may help; the reason for all else.
 * @param {Error & { code?: string }} failure
 */
function fetchError(failure) {
  const message = failure.code === 'unavailable' ? 'fetch failed' : `fetch failed: ${failure.message}`;
  const error = new TypeError(message, /** @type {any} */ ({ __proto__: null, cause: failure }));
  defineOwn(error, 'code', failure.code);
  return error;
}
