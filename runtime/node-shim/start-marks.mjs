// @ts-check
// Says which calls have begun: one byte each in a file that the supervisor shares, whatever becomes of this process.
import fs from 'node:fs';
import { exitAtOnce } from './intrinsics.mjs';

const descriptor = 5;
const lostExitCode = 71;
// Not `writeSync`, which takes a polluted `Object.prototype.error` for its own failure.
const { writevSync } = fs;
const set = new Uint8Array([1]);
const parts = [set];

/** The first line of user code of a call is about to run. @param {number} mark */
export function markStarted(mark) {
  try {
    parts[0] = set;
    writevSync(descriptor, parts, mark);
  } catch {
    // Only the function can have closed it. A call that cannot be told from one that was not begun must not begin.
    exitAtOnce(lostExitCode);
  }
}
