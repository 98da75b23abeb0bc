// @ts-check
// A body that comes in pieces: sent in one answer when it is short and at hand, as chunks otherwise.
import { answerBody, answerThrown, answerUnusable, toBase64 } from './answer.mjs';
import { openReader, toBytes } from './body-reader.mjs';
import { ChunkWriter } from './chunk-writer.mjs';
import { describe, explain } from './errors.mjs';
import { bufferConcat, newList, runWithin, setImmediate } from './intrinsics.mjs';
import { writeLog } from './logs.mjs';
import { Unusable } from './unusable.mjs';

/** @typedef {import('./invocation.mjs').Invocation} Invocation */

/** What is collected before an answer is begun as a stream. */
const maxCollectedBytes = 64 * 1024;

/** Reads one body to its end and sends it. */
export class BodyStream {
  #invocation;
  #reader;
  #status;
  #headers;
  /** What was read before it was clear whether the body is short. */
  #pieces = newList();
  #collectedBytes = 0;
  /** @type {ChunkWriter | undefined} There once the answer has begun as a stream. */
  #chunks;
  #isOver = false;

  /** @param {Invocation} invocation @param {any} body @param {number} status @param {string} headers */
  constructor(invocation, body, status, headers) {
    this.#invocation = invocation;
    this.#reader = openReader(body);
    this.#status = status;
    this.#headers = headers;
  }

  /** Reads to the end; what is not there by the end of this turn is streamed. */
  async run() {
    setImmediate(() => this.#streamWhenSlow());
    try {
      for (;;) {
        const { done, value } = await runWithin(this.#invocation, this.#reader.next);
        if (this.#isOver || this.#isOvertaken()) {
          return;
        }
        if (done) {
          break;
        }
        await this.#take(toBytes(value));
      }
      this.#finish();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** More bytes have reached the caller. @param {number} bytes */
  acknowledge(bytes) {
    this.#chunks?.acknowledge(bytes);
  }

  /** Nobody waits for the rest any more. @param {string} reason */
  cancel(reason) {
    if (this.#chunks !== undefined && !this.#isOver) {
      this.#end(this.#chunks, reason);
      runWithin(this.#invocation, this.#reader.stop);
    }
  }

  /** @param {Buffer} bytes */
  async #take(bytes) {
    if (this.#chunks !== undefined) {
      await this.#chunks.write(bytes);
      return;
    }
    this.#pieces[this.#pieces.length] = bytes;
    this.#collectedBytes += bytes.length;
    if (this.#collectedBytes > maxCollectedBytes) {
      await this.#stream();
    }
  }

  /** Something else, such as an exception that nobody caught, has answered this call. */
  #isOvertaken() {
    if (this.#chunks === undefined && this.#invocation.isAnswered) {
      this.#isOver = true;
      runWithin(this.#invocation, this.#reader.stop);
    }
    return this.#isOver;
  }

  async #streamWhenSlow() {
    if (this.#chunks !== undefined || this.#isOver || this.#isOvertaken()) {
      return;
    }
    try {
      await this.#stream();
    } catch (error) {
      this.#fail(error);
    }
  }

  async #stream() {
    this.#invocation.stream = this;
    this.#invocation.tasks++;
    try {
      answerBody(this.#invocation, this.#status, this.#headers, 'stream', undefined);
    } catch (error) {
      this.#invocation.tasks--;
      throw error;
    }
    this.#chunks = new ChunkWriter(this.#invocation.id);
    await this.#chunks.write(bufferConcat(this.#pieces));
  }

  #finish() {
    if (this.#chunks !== undefined) {
      this.#end(this.#chunks);
      return;
    }
    this.#isOver = true;
    answerBody(this.#invocation, this.#status, this.#headers, 'bytes', '"' + toBase64(bufferConcat(this.#pieces)) + '"');
  }

  /** @param {unknown} error what reading the body threw */
  #fail(error) {
    if (this.#isOver) {
      return;
    }
    if (this.#chunks !== undefined) {
      writeLog(this.#invocation, 'error', 'The body of the answer failed midway: ' + explain(error));
      this.#end(this.#chunks, describe(error).message);
      return;
    }
    this.#isOver = true;
    if (error instanceof Unusable) {
      answerUnusable(this.#invocation, error);
    } else {
      answerThrown(this.#invocation, error);
    }
  }

  /** @param {ChunkWriter} chunks @param {string} [error] */
  #end(chunks, error) {
    this.#isOver = true;
    chunks.end(error);
    this.#invocation.endTask();
  }
}
