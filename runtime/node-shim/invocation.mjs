// @ts-check
// One call of the function, from its beginning to its answer or, when it goes on after that, to `finished`.
import { send } from './channel.mjs';
import { explain } from './errors.mjs';
import { finishedFrame } from './frames.mjs';
import { AbortController, DOMException, Map, mapDelete, mapForEach, mapGet, mapSet, mapSize, nextTick, runWithin, uncurryThis } from './intrinsics.mjs';
import { writeLog } from './logs.mjs';

/** @typedef {'timeout' | 'disconnected' | 'stopping'} CancelReason */

/** @type {Map<string, Invocation>} */
const open = new Map();
/** @type {(() => void) | undefined} */
let onIdle;

const abort = uncurryThis(AbortController.prototype.abort);
/** @type {(controller: AbortController) => AbortSignal} */
const signalOf = uncurryThis(/** @type {any} */ (Object.getOwnPropertyDescriptor(AbortController.prototype, 'signal')).get);

const cancelMessages = {
  __proto__: null,
  timeout: 'The call has reached its time limit',
  disconnected: 'The caller has left',
  stopping: 'The server is stopping',
};

/** One call of the function. */
export class Invocation {
  // Fields, since an assignment would reach setters that a function has put on Object.prototype.
  /** @type {string} */
  id;
  isAnswered = false;
  /** What still runs beside the handler: tasks given to `waitUntil`, and a stream. */
  tasks = 0;
  /** Whether the answer said that a `finished` note will come. */
  isOpen = false;
  /** @type {import('./body-stream.mjs').BodyStream | undefined} */
  stream = undefined;
  /** @type {AbortController | undefined} */
  #controller;
  /** @type {CancelReason | undefined} */
  #cancelReason;

  /** @param {string} id */
  constructor(id) {
    this.id = id;
    mapSet(open, id, this);
  }

  /** Fires when the caller leaves, the time limit is reached or the server stops; made when first asked for. */
  get signal() {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      this.#abortIfCancelled();
    }
    return signalOf(this.#controller);
  }

  /** @param {CancelReason} reason */
  cancel(reason) {
    this.#cancelReason = reason;
    this.#abortIfCancelled();
    this.stream?.cancel(cancelMessage(reason));
  }

  #abortIfCancelled() {
    if (this.#controller !== undefined && this.#cancelReason !== undefined) {
      const name = this.#cancelReason === 'timeout' ? 'TimeoutError' : 'AbortError';
      runWithin(this, abort, this.#controller, new DOMException(cancelMessage(this.#cancelReason), name));
    }
  }

  /** Keeps the invocation open until the promise settles. @param {unknown} promise */
  async waitFor(promise) {
    this.tasks++;
    try {
      await promise;
    } catch (error) {
      writeLog(this, 'error', 'A promise given to waitUntil was rejected: ' + explain(error));
    }
    this.endTask();
  }

  /** One of the tasks is over. */
  endTask() {
    this.tasks--;
    if (this.isOpen && this.tasks === 0) {
      this.isOpen = false;
      send(finishedFrame(this.id));
      this.#close();
    }
  }

  /** The answer is about to be sent; returns whether the invocation goes on after it. */
  markAnswered() {
    this.isAnswered = true;
    this.isOpen = this.tasks > 0;
    if (!this.isOpen) {
      this.#close();
    }
    return this.isOpen;
  }

  #close() {
    mapDelete(open, this.id);
    if (onIdle !== undefined && mapSize(open) === 0) {
      // The last word of this invocation is still to be sent.
      nextTick(onIdle);
    }
  }
}

/** The invocation of that id, unless it has ended. @param {string} id @returns {Invocation | undefined} */
export function findInvocation(id) {
  return mapGet(open, id);
}

/** The only invocation that awaits its answer, when there is exactly one. */
export function onlyUnanswered() {
  /** @type {Invocation | undefined} */
  let found;
  let count = 0;
  mapForEach(open, (/** @type {Invocation} */ invocation) => {
    if (!invocation.isAnswered) {
      found = invocation;
      count++;
    }
  });
  return count === 1 ? found : undefined;
}

/** Calls back once, when no invocation is open any more. @param {() => void} action */
export function whenIdle(action) {
  onIdle = action;
  if (mapSize(open) === 0) {
    action();
  }
}

/** @param {CancelReason} reason @returns {string} */
function cancelMessage(reason) {
  return /** @type {Record<string, string>} */ (/** @type {unknown} */ (cancelMessages))[reason] ?? 'The call was cancelled';
}
