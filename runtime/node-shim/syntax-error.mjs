// @ts-check
// Says where a source fails to parse, in the user's own lines and columns, by the parse that fits the source.
import vm from 'node:vm';
import { findErrorOffset } from './error-offset.mjs';
import { readScriptPicture, readTypesPicture } from './error-picture.mjs';

/** @typedef {import('./compile.mjs').Source} Source */
/** @typedef {import('./error-picture.mjs').Position} Position */

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
  const typesPosition = typesError === undefined ? undefined : readTypesPicture(typesError, source.text);
  const plain = diagnosePlain(source, moduleError, typesPosition);
  if (typesError === undefined || plain.message === 'Unexpected end of input') {
    return plain;
  }
  const isUnsupported = /** @type {NodeJS.ErrnoException} */ (typesError).code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX';
  return isUnsupported || isAfter(typesPosition, plain.position) ? new SourceSyntaxError(typesError.message, typesPosition) : plain;
}

/** @param {Source} source @param {SyntaxError} moduleError @param {Position | undefined} typesPosition */
function diagnosePlain({ text, fileName }, moduleError, typesPosition) {
  const scriptError = catchSyntaxError(() => vm.compileFunction(text, [], { filename: fileName }));
  if (scriptError === undefined || moduleOnlyMessages.includes(scriptError.message)) {
    const position = locate((part) => new vm.SourceTextModule(part), text, moduleError.message) ?? typesPosition;
    return new SourceSyntaxError(moduleError.message, position);
  }
  const drawn = readScriptPicture(scriptError);
  const position = drawn?.column === undefined ? locate((part) => vm.compileFunction(part), text, scriptError.message) ?? drawn : drawn;
  return new SourceSyntaxError(scriptError.message, position);
}

/** @param {() => void} parse @returns {SyntaxError | undefined} */
function catchSyntaxError(parse) {
  try {
    parse();
    return undefined;
  } catch (error) {
    return /** @type {SyntaxError} */ (error);
  }
}

/** @param {(part: string) => void} parse @param {string} text @param {string} message @returns {Position | undefined} */
function locate(parse, text, message) {
  const offset = findErrorOffset(parse, text, message);
  if (offset === undefined) {
    return undefined;
  }
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** @param {Position | undefined} position @param {Position | undefined} other */
function isAfter(position, other) {
  if (position === undefined || other === undefined) {
    return other === undefined;
  }
  return position.line > other.line || (position.line === other.line && (position.column ?? 1) > (other.column ?? 1));
}
