// @ts-check
// Says where a source fails to parse, in the user's own lines and columns, by the parse that fits the source.
import vm from 'node:vm';
import { findModuleErrorOffset } from './module-error-position.mjs';

/** @typedef {import('./compile.mjs').Source} Source */
/** @typedef {{ line: number, column: number }} Position both from 1 */

/** What V8 says of a module that is parsed as a script. */
const moduleOnlyMessages = [
  'Cannot use import statement outside a module',
  "Unexpected token 'export'",
  "Cannot use 'import.meta' outside a module",
  'await is only valid in async functions and the top level bodies of modules',
];

/** A source that is no JavaScript and no TypeScript. */
export class SourceSyntaxError extends SyntaxError {
  /** @param {string} message @param {Position | undefined} position */
  constructor(message, position) {
    super(message);
    this.position = position;
  }
}

/**
 * Chooses among the parses that failed the one that fits, which is the one that came furthest.
 * @param {Source} source @param {SyntaxError} moduleError
 * @param {Error | undefined} typesError why types could not be stripped, when that was tried
 */
export function diagnose(source, moduleError, typesError) {
  const script = parseAsScript(source);
  const isScript = script !== undefined && !moduleOnlyMessages.includes(script.message);
  const plain = isScript ? script : new SourceSyntaxError(moduleError.message, locateInModule(source, moduleError, typesError));
  if (typesError === undefined || plain.message === 'Unexpected end of input') {
    return plain;
  }
  const typed = new SourceSyntaxError(typesError.message, readPosition(typesError, source.text, 4));
  const isUnsupported = /** @type {NodeJS.ErrnoException} */ (typesError).code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX';
  return isUnsupported || isAfter(typed.position, plain.position) ? typed : plain;
}

/** @param {Source} source @returns {SourceSyntaxError | undefined} */
function parseAsScript({ text, fileName }) {
  try {
    vm.compileFunction(text, [], { filename: fileName });
    return undefined;
  } catch (error) {
    const syntaxError = /** @type {SyntaxError} */ (error);
    return new SourceSyntaxError(syntaxError.message, readPosition(syntaxError, text, 1));
  }
}

/** @param {Source} source @param {SyntaxError} moduleError @param {Error | undefined} typesError */
function locateInModule(source, moduleError, typesError) {
  const offset = findModuleErrorOffset(source, moduleError.message);
  if (offset !== undefined) {
    return toPosition(source.text, offset);
  }
  return typesError === undefined ? undefined : readPosition(typesError, source.text, 4);
}

/**
 * Reads the position off the picture (line number, line, caret) at the head of a syntax error's stack.
 * @param {Error} error @param {string} text @param {number} tabWidth columns that the picture draws for a tab
 * @returns {Position | undefined}
 */
function readPosition(error, text, tabWidth) {
  const [head, , caretLine] = (error.stack ?? '').split('\n', 3);
  const match = /:(\d+)$/.exec(head ?? '');
  const caret = caretLine?.indexOf('^') ?? -1;
  if (match === null) {
    return undefined;
  }
  const line = Number(match[1]);
  const lineText = text.split('\n', line)[line - 1] ?? '';
  let column = 0;
  for (let drawn = 0; drawn < caret && column < lineText.length; column++) {
    drawn += lineText[column] === '\t' ? tabWidth : 1;
  }
  return { line, column: caret === -1 ? 1 : column + 1 };
}

/** @param {string} text @param {number} offset @returns {Position} */
function toPosition(text, offset) {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** @param {Position | undefined} position @param {Position | undefined} other */
function isAfter(position, other) {
  if (position === undefined || other === undefined) {
    return other === undefined;
  }
  return position.line > other.line || (position.line === other.line && position.column > other.column);
}
