// @ts-check
// Sends the chunks of one stream, never more than a window of bytes ahead of what has reached the caller.
import { send } from './channel.mjs';
import { chunkFrame, endFrame } from './frames.mjs';
import { base64Slice, bufferFrom, min, Promise, subarray } from './intrinsics.mjs';

const windowBytes = 256 * 1024;
const maxChunkBytes = 64 * 1024;

/** The chunks of one answer, in order. */
export class ChunkWriter {
  #id;
  #credit = windowBytes;
  /** @type {Buffer} Taken, not sent yet. */
  #rest = bufferFrom('');
  #isOver = false;
  /** @type {(() => void) | undefined} */
  #onDrained;

  /** @param {string} id the invocation's */
  constructor(id) {
    this.#id = id;
  }

  /** Takes bytes; resolves when all of them are on their way. One call at a time. @param {Buffer} bytes */
  async write(bytes) {
    this.#rest = bytes;
    this.#drain();
    if (this.#rest.length > 0 && !this.#isOver) {
      await new Promise((/** @type {(value?: unknown) => void} */ resolve) => {
        this.#onDrained = resolve;
      });
    }
  }

  /** More bytes have reached the caller. @param {number} bytes */
  acknowledge(bytes) {
    this.#credit += bytes;
    this.#drain();
  }

  /** @param {string} [error] why the stream ends before its end */
  end(error) {
    this.#isOver = true;
    send(endFrame(this.#id, error));
    this.#onDrained?.();
  }

  #drain() {
    while (this.#rest.length > 0 && this.#credit > 0 && !this.#isOver) {
      const count = min(this.#rest.length, maxChunkBytes, this.#credit);
      send(chunkFrame(this.#id, base64Slice(this.#rest, 0, count)));
      this.#credit -= count;
      this.#rest = subarray(this.#rest, count);
    }
    if (this.#rest.length === 0) {
      this.#onDrained?.();
    }
  }
}
