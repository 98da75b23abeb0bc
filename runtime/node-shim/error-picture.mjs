// @ts-check
// The stack of a syntax error begins with a picture: the line's number, the line itself, a caret below it.

/** @typedef {{ line: number, column?: number }} Position both from 1 */

/** Characters that the TypeScript parser draws two columns wide. */
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

/** As V8 draws it: one line, a tab stays a tab, and no caret beyond column 1020. @param {Error} error @returns {Position | undefined} */
export function readScriptPicture(error) {
  const [head, , caretLine] = (error.stack ?? '').split('\n', 3);
  const line = readLine(head);
  const caret = caretLine?.indexOf('^') ?? -1;
  if (line === undefined) {
    return undefined;
  }
  return caret === -1 ? { line } : { line, column: caret + 1 };
}

/** As the TypeScript parser draws it: with lines around, tabs as four columns. @param {Error} error @param {string} text @returns {Position | undefined} */
export function readTypesPicture(error, text) {
  const [head, ...picture] = (error.stack ?? '').split('\n', 8);
  const line = readLine(head);
  const caret = picture.find((row) => /^ *\^+$/.test(row))?.indexOf('^') ?? 0;
  if (line === undefined) {
    return undefined;
  }
  const row = text.split('\n', line)[line - 1] ?? '';
  let column = 0;
  for (let drawn = 0; drawn < caret && column < row.length; column++) {
    drawn += row[column] === '\t' ? 4 : wide.test(row[column]) ? 2 : 1;
  }
  return { line, column: column + 1 };
}

/** @param {string | undefined} head */
function readLine(head) {
  const match = /:(\d+)$/.exec(head ?? '');
  return match === null ? undefined : Number(match[1]);
}
