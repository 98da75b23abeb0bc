// @ts-check
// Shows the author's own files and lines in the stacks of bundled code, when the bundle carries its source map inside.
import module from 'node:module';
import { bufferFrom, indexOf, jsonParse, lastIndexOf, regExpExec, slice, trim, uncurryThis, utf8Slice } from './intrinsics.mjs';

/** @typedef {{ source: string, line: number, column: number }} Place line and column from 1 */

const { SourceMap } = module;
const findEntry = uncurryThis(SourceMap.prototype.findEntry);
const marker = '//# sourceMappingURL=data:application/json';
const beginOfData = /^[\w;=-]*;base64,/;
const placeInFile = /^:(\d+):(\d+)/;
/** A map takes several times its text in memory; a worker that is about to report an error has better uses for it. */
const longestMap = 32 * 1024 * 1024;

let fileName = '';
/** The map's text as the source has it, until a stack asks for it. */
let unread = '';
/** @type {import('node:module').SourceMap | undefined} */
let map;

/** Remembers where the map of the loaded code is; it is read when an error asks for it. @param {import('./compile.mjs').Source} source */
export function noteSourceMap(source) {
  fileName = source.fileName;
  const at = lastIndexOf(source.text, marker);
  const data = at === -1 ? '' : slice(source.text, at + marker.length);
  const begin = regExpExec(beginOfData, slice(data, 0, 100));
  unread = begin === null || data.length > longestMap ? '' : slice(data, begin[0].length);
}

/** A line of a stack, with the author's place in it where the map knows one. @param {string} line */
export function withAuthorsPlace(line) {
  if (map === undefined && unread === '') {
    return line;
  }
  const at = lastIndexOf(line, fileName + ':');
  const match = at === -1 ? null : regExpExec(placeInFile, slice(line, at + fileName.length, at + fileName.length + 32));
  const place = match === null ? undefined : authorsPlace(+match[1], +match[2]);
  return place === undefined || match === null
    ? line
    : slice(line, 0, at) + place.source + ':' + place.line + ':' + place.column + slice(line, at + fileName.length + match[0].length);
}

/** What stands at a place of the bundle in the author's own files. @param {number} line from 1 @param {number} column from 1 @returns {Place | undefined} */
export function authorsPlace(line, column) {
  if (unread !== '') {
    readMap();
  }
  const entry = map === undefined ? undefined : findEntry(map, line - 1, column - 1);
  return typeof entry?.originalSource === 'string'
    ? { source: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
    : undefined;
}

function readMap() {
  const end = indexOf(unread, '\n');
  const text = trim(end === -1 ? unread : slice(unread, 0, end));
  unread = '';
  try {
    const bytes = bufferFrom(text, 'base64');
    map = new SourceMap(jsonParse(utf8Slice(bytes, 0, bytes.length)));
  } catch {
    // A map that cannot be read is as good as none.
  }
}
