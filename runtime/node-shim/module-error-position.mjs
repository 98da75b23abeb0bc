// @ts-check
// V8 keeps the position of a module's syntax error to itself. It fails at the first error it meets, so the shortest
// beginning of the source that fails with the same message ends where that error stands; halving finds it.
import vm from 'node:vm';

/** @typedef {import('./compile.mjs').Source} Source */

/** Messages that a beginning cut off in the wrong place gives, too: for these halving would mislead. */
const ambiguous = /^(?:missing |Invalid or unexpected token|Unterminated |Invalid regular expression: missing)/;

/** @param {Source} source @param {string} message @returns {number | undefined} offset of the token at fault */
export function findModuleErrorOffset({ text }, message) {
  if (message === 'Unexpected end of input') {
    return text.trimEnd().length;
  }
  if (ambiguous.test(message) || parseMessage(text) !== message) {
    return undefined;
  }
  let good = 0;
  let bad = text.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (parseMessage(text.slice(0, middle)) === message) {
      bad = middle;
    } else {
      good = middle;
    }
  }
  const named = /'([^']+)'/.exec(message)?.[1] ?? '';
  return text.endsWith(named, bad) ? bad - Math.max(named.length, 1) : bad - 1;
}

/** @param {string} text */
function parseMessage(text) {
  try {
    new vm.SourceTextModule(text);
    return undefined;
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
}
