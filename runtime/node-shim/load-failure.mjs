// @ts-check
// Why a load failed, as the wire wants it: the error's name and message, and the line of the user's own source.
import { describe } from './errors.mjs';
import { indexOf, regExpExec, slice } from './intrinsics.mjs';
import { LoadError } from './load-error.mjs';
import { authorsPlace } from './source-map.mjs';
import { SourceSyntaxError } from './syntax-error.mjs';

const place = /^:(\d+):(\d+)/;

/** @param {unknown} error @param {string} functionName @returns {import('./frames.mjs').ErrorDescription} */
export function describeLoadFailure(error, functionName) {
  if (error instanceof LoadError) {
    return { name: 'LoadError', message: error.message };
  }
  if (error instanceof SourceSyntaxError) {
    return { name: 'SyntaxError', message: error.message, ...error.position };
  }
  const description = describe(error);
  const loaded = findPlace(rawStack(error), functionName);
  const authors = loaded === undefined ? undefined : authorsPlace(loaded.line, loaded.column);
  return authors === undefined
    ? { ...description, ...loaded }
    : { ...description, message: `${description.message} (in ${authors.source})`, line: authors.line, column: authors.column };
}

/** The stack in terms of the code as it was loaded. @param {any} error @returns {string | undefined} */
function rawStack(error) {
  try {
    return typeof error.stack === 'string' ? error.stack : undefined;
  } catch {
    return undefined;
  }
}

/** The first place in the user's own file that a stack names. @param {string | undefined} stack @param {string} functionName */
function findPlace(stack, functionName) {
  if (stack === undefined) {
    return undefined;
  }
  const start = indexOf(stack, functionName + ':');
  const from = start !== -1 ? start + functionName.length : indexOf(stack, functionName + '.') + functionName.length + 3;
  const match = from < functionName.length ? null : regExpExec(place, slice(stack, from, from + 32));
  return match === null ? undefined : { line: +match[1], column: +match[2] };
}
