// @ts-check
// A body that comes in pieces: sent in one answer when it is short and at hand, as chunks within the credit window otherwise.
import { answerBody, answerThrown, answerUnusable, toBase64 } from './answer.mjs';
import { openReader, toBytes } from './body-reader.mjs';
import { send } from './channel.mjs';
import { describe, explain } from './errors.mjs';
import { chunkFrame, endFrame } from './frames.mjs';
import { base64Slice, bufferConcat, bufferFrom, min, newList, Promise, runWithin, setImmediate, subarray } from './intrinsics.mjs';
import { writeLog } from './logs.mjs';
import { Unusable } from './unusable.mjs';

/** @typedef {import('./invocation.mjs').Invocation} Invocation */

const nothing = bufferFrom('');
const windowBytes = 256 * 1024;
const maxChunkBytes = 64 * 1024;
/** What is collected before an answer is begun as a stream. */
const maxBufferedBytes = 64 * 1024;

/** Reads one body to its end and sends it. */
export class BodyStream {
  #invocation;
  #reader;
  #status;
  #headers;
  /** @type {Buffer[]} What was read before it was clear whether the body is short. */
  #pieces = newList();
  #pieceBytes = 0;
  /** What a stream has read and not yet sent. @type {Buffer} */
  #rest = nothing;
  #credit = windowBytes;
  #isStreaming = false;
  #isOver = false;
  /** @type {(() => void) | undefined} Resolves when the queue has been sent. */
  #onDrained;

  /** @param {Invocation} invocation @param {any} body @param {number} status @param {string} headers */
  constructor(invocation, body, status, headers) {
    this.#invocation = invocation;
    this.#reader = openReader(body);
    this.#status = status;
    this.#headers = headers;
  }

  /** Reads to the end; what is not there by the end of this turn is streamed. */
  async run() {
    setImmediate(() => this.#beginOrFail());
    try {
      for (;;) {
        const { done, value } = await runWithin(this.#invocation, this.#reader.next);
        if (this.#isOver) {
          return;
        }
        if (done) {
          break;
        }
        await this.#take(value);
      }
      this.#finish();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** More bytes have reached the caller. @param {number} bytes */
  acknowledge(bytes) {
    this.#credit += bytes;
    this.#drain();
  }

  /** Nobody waits for the rest any more. @param {string} reason */
  cancel(reason) {
    if (this.#isStreaming && !this.#isOver) {
      this.#end(reason);
      runWithin(this.#invocation, this.#reader.stop);
    }
  }

  /** @param {unknown} value */
  async #take(value) {
    const bytes = toBytes(value);
    if (!this.#isStreaming) {
      this.#pieces[this.#pieces.length] = bytes;
      this.#pieceBytes += bytes.length;
      if (this.#pieceBytes > maxBufferedBytes) {
        this.#begin();
      }
    } else {
      this.#rest = bytes;
      this.#drain();
    }
    if (this.#rest.length > 0 && !this.#isOver) {
      await new Promise((/** @type {(value?: unknown) => void} */ resolve) => {
        this.#onDrained = resolve;
      });
    }
  }

  #beginOrFail() {
    try {
      this.#begin();
    } catch (error) {
      this.#fail(error);
    }
  }

  #begin() {
    if (this.#isStreaming || this.#isOver || this.#invocation.isAnswered) {
      return;
    }
    this.#isStreaming = true;
    this.#invocation.stream = this;
    this.#invocation.tasks++;
    answerBody(this.#invocation, this.#status, this.#headers, 'stream', undefined);
    this.#rest = bufferConcat(this.#pieces);
    this.#drain();
  }

  #drain() {
    while (this.#rest.length > 0 && this.#credit > 0 && !this.#isOver) {
      const count = min(this.#rest.length, maxChunkBytes, this.#credit);
      send(chunkFrame(this.#invocation.id, base64Slice(this.#rest, 0, count)));
      this.#credit -= count;
      this.#rest = subarray(this.#rest, count);
    }
    if (this.#rest.length === 0) {
      this.#onDrained?.();
    }
  }

  #finish() {
    if (this.#isStreaming) {
      this.#end();
      return;
    }
    this.#isOver = true;
    if (!this.#invocation.isAnswered) {
      const bytes = bufferConcat(this.#pieces);
      answerBody(this.#invocation, this.#status, this.#headers, 'bytes', '"' + toBase64(bytes) + '"');
    }
  }

  /** @param {unknown} error what reading the body threw */
  #fail(error) {
    if (this.#isOver) {
      return;
    }
    if (this.#isStreaming) {
      writeLog(this.#invocation, 'error', 'The body of the answer failed midway: ' + explain(error));
      this.#end(describe(error).message);
      return;
    }
    this.#isOver = true;
    if (error instanceof Unusable) {
      answerUnusable(this.#invocation, error);
    } else {
      answerThrown(this.#invocation, error);
    }
  }

  /** @param {string} [error] */
  #end(error) {
    this.#isOver = true;
    send(endFrame(this.#invocation.id, error));
    this.#onDrained?.();
    this.#invocation.endTask();
  }
}
