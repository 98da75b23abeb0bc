// @ts-check
// One request and its response, over calls of the `http` binding. Bodies are pulled piece by piece, so that neither side gets ahead of the other.
import { bindingError, callBinding } from './bindings.mjs';
import { hasOwn, newList, promiseThen, toLowerCase } from './intrinsics.mjs';
import { collect, maxInlineBytes, upload } from './fetch-upload.mjs';

/** @typedef {{ method: string, origin: string, path: string, headers: Record<string, string>, body: AsyncIterable<Uint8Array> | null }} Hop */
/** @typedef {{ status: number, statusText: string, headers: string[], body?: Buffer, end?: boolean }} Answer */

let lastNumber = 0;

/** Node steers it as a controller, and hears of it by the methods of a handler. */
export class FetchExchange {
  /** @type {string[]} Names and values in turn. */
  rawHeaders = newList();
  isOver = false;
  #transport;
  #handler;
  #number = ++lastNumber;
  #isSent = false;
  #isPulling = false;

  /** @param {import('./fetch-transport.mjs').FetchTransport} transport @param {any} handler */
  constructor(transport, handler) {
    this.#transport = transport;
    this.#handler = handler;
  }

  /** @param {Hop} hop */
  async run(hop) {
    try {
      this.#handler.onRequestStart(this, {});
      const answer = await this.#send(hop);
      if (!this.isOver) {
        this.#begin(/** @type {Answer} */ (answer));
      }
    } catch (error) {
      this.fail(error);
    }
  }

  /** Node waits for more of the body. */
  async resume() {
    if (this.#isPulling || this.isOver) {
      return;
    }
    this.#isPulling = true;
    try {
      const piece = await this.call('read');
      this.#isPulling = false;
      this.#take(/** @type {Answer} */ (piece));
    } catch (error) {
      this.fail(error);
    }
  }

  /** Nothing flows that was not asked for. */
  pause() {}

  /** The function wants it no longer. @param {unknown} reason */
  abort(reason) {
    if (!this.isOver) {
      this.#drop();
      this.#handler.onResponseError(this, reason);
    }
  }

  /** @param {unknown} error */
  fail(error) {
    if (!this.isOver) {
      this.#drop();
      this.#transport.failure = /** @type {Error} */ (error);
      this.#handler.onResponseError(this, error);
    }
  }

  /** Calls the binding. @param {string} method @param {unknown} [first] @param {unknown} [second] @returns {Promise<unknown>} */
  async call(method, first, second) {
    const { invocation } = this.#transport;
    if (invocation === undefined) {
      throw bindingError('permission_denied', 'There is no call of the function that this could be done for; while the code loads nothing can be fetched');
    }
    this.#isSent = true;
    return callBinding(invocation, 'http', method, [this.#number, first, second]);
  }

  /** @param {Hop} hop @returns {Promise<unknown>} the response, once its headers are there */
  async #send({ method, origin, path, headers, body }) {
    if (this.isOver) {
      return undefined;
    }
    const request = { __proto__: null, method, url: origin + path, headers };
    if (body === null) {
      return this.call('fetch', request);
    }
    const length = hasOwn(headers, 'content-length') ? +headers['content-length'] : undefined;
    if (length !== undefined && length <= maxInlineBytes) {
      const bytes = await collect(body);
      return this.isOver ? undefined : this.call('fetch', request, bytes);
    }
    await this.call('fetch', { ...request, streams: true, length });
    upload(this, body);
    return this.isOver ? undefined : this.call('answer');
  }

  /** @param {Answer} answer */
  #begin(answer) {
    this.rawHeaders = answer.headers;
    this.#handler.onResponseStart(this, answer.status, {}, answer.statusText);
    if (this.#transport.follows && isRedirect(answer)) {
      // Node goes on and leaves the rest of this one unread.
      this.#drop();
      this.#handler.onResponseEnd(this, {});
    } else {
      this.#take(answer);
    }
  }

  /** @param {Answer} piece of the body */
  #take(piece) {
    if (!this.isOver && hasOwn(piece, 'body')) {
      this.#handler.onResponseData(this, piece.body);
    }
    if (!this.isOver && hasOwn(piece, 'end')) {
      this.isOver = true;
      this.#handler.onResponseEnd(this, {});
    }
  }

  #drop() {
    this.isOver = true;
    if (this.#isSent) {
      promiseThen(this.call('cancel'), undefined, () => {});
    }
  }
}

/** Whether a response leads elsewhere. @param {Answer} answer */
function isRedirect({ status, headers }) {
  if (status !== 301 && status !== 302 && status !== 303 && status !== 307 && status !== 308) {
    return false;
  }
  for (let index = 0; index < headers.length; index += 2) {
    if (toLowerCase(headers[index]) === 'location') {
      return true;
    }
  }
  return false;
}
