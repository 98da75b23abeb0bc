// @ts-check
// The body of a request, as Node gives it: pieces that are pulled out of whatever the function made it of.
import { bufferConcat, min, newList, subarray } from './intrinsics.mjs';

/** A body known to be no longer than this goes along with its request. */
export const maxInlineBytes = 64 * 1024;
const maxPieceBytes = 64 * 1024;

/** The whole of a short body. @param {AsyncIterable<Uint8Array>} body @returns {Promise<Buffer>} */
export async function collect(body) {
  const pieces = newList();
  for await (const bytes of body) {
    pieces[pieces.length] = bytes;
  }
  return bufferConcat(pieces);
}

/** Sends a body, each piece when the one before it was taken. @param {import('./fetch-exchange.mjs').FetchExchange} exchange @param {AsyncIterable<Uint8Array>} body */
export async function upload(exchange, body) {
  try {
    for await (const bytes of body) {
      for (let start = 0; start < bytes.length; start += maxPieceBytes) {
        const piece = subarray(bytes, start, min(bytes.length, start + maxPieceBytes));
        // Given up, or answered before its end.
        if (exchange.isOver || await exchange.call('write', piece) !== true) {
          return;
        }
      }
    }
    if (!exchange.isOver) {
      await exchange.call('write', undefined, true);
    }
  } catch (error) {
    exchange.fail(error);
  }
}
