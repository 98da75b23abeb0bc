// @ts-check
// V8 keeps the position of a module's syntax error to itself, and the column of one far to the right. It fails at the first
// error it meets, so the shortest beginning of the source that fails with the same message ends where that error stands;
// halving finds it.

/** Messages that a beginning cut off in the wrong place gives, too: for these halving would mislead. */
const ambiguous = /^(?:missing |Invalid or unexpected token|Unterminated |Invalid regular expression: missing)/;

/**
 * @param {(text: string) => void} parse throws what is wrong
 * @param {string} text @param {string} message what is wrong with the whole
 * @returns {number | undefined} offset of the token at fault
 */
export function findErrorOffset(parse, text, message) {
  if (message === 'Unexpected end of input') {
    return text.trimEnd().length;
  }
  if (ambiguous.test(message) || messageOf(parse, text) !== message) {
    return undefined;
  }
  let good = 0;
  let bad = text.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (messageOf(parse, text.slice(0, middle)) === message) {
      bad = middle;
    } else {
      good = middle;
    }
  }
  const named = /'([^']+)'/.exec(message)?.[1] ?? '';
  return text.endsWith(named, bad) ? bad - Math.max(named.length, 1) : bad - 1;
}

/** @param {(text: string) => void} parse @param {string} text */
function messageOf(parse, text) {
  try {
    parse(text);
    return undefined;
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
}
