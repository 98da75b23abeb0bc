// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startWorker } from './worker.mjs';

/** @type {[name: string, code: string, expected: { name: string, message: RegExp, line?: number, column?: number }][]} */
const failures = [
  ['Empty code', ' \n', { name: 'LoadError', message: /empty/ }],
  ['Code without a handler', 'const a = 1;', { name: 'LoadError', message: /no handler/ }],
  ['A module without a handler', 'export const other = 1;', { name: 'LoadError', message: /no handler/ }],
  ['A module without a handler or export', 'await 1;', { name: 'LoadError', message: /no handler/ }],
  ['A handler that is a number', 'const handler = 5;', { name: 'LoadError', message: /`handler` is a number, not a function/ }],
  ['An exported handler that is an object', 'export const handler = {};', { name: 'LoadError', message: /`handler` is an object, not a function/ }],
  ['A CommonJS handler that is null', 'exports.handler = null;', { name: 'LoadError', message: /`handler` is null, not a function/ }],
  ['A default export that is a string', 'export default "x";', { name: 'LoadError', message: /default export is a string/ }],
  ['A syntax error in a script', 'async function handler() {\n  const a = ;\n}', { name: 'SyntaxError', message: /Unexpected token ';'/, line: 2, column: 13 }],
  ['A syntax error in the first line', 'const a = ]', { name: 'SyntaxError', message: /Unexpected token ']'/, line: 1, column: 11 }],
  ['A syntax error after a tab', 'function handler() {\n\t\tconst é = ];\n}', { name: 'SyntaxError', message: /Unexpected token ']'/, line: 2, column: 13 }],
  ['A syntax error far to the right', `function handler() { ${'a();'.repeat(1000)} ]`, { name: 'SyntaxError', message: /Unexpected token ']'/, line: 1, column: 4023 }],
  ['A brace too many', 'function handler() {}\n}', { name: 'SyntaxError', message: /Unexpected token '}'/, line: 2, column: 1 }],
  ['Code that would break out of a wrapper', 'function handler() {}\n}); (function () {', { name: 'SyntaxError', message: /Unexpected token '}'/, line: 2, column: 1 }],
  ['A brace too few', 'function handler() {\n  return 1;', { name: 'SyntaxError', message: /Unexpected end of input/, line: 2 }],
  ['A dangling if', 'function handler() {}\nif (1)', { name: 'SyntaxError', message: /Unexpected end of input/, line: 2 }],
  ['A name declared twice', 'const a = 1;\nconst a = 2;\nfunction handler() {}', { name: 'SyntaxError', message: /'a' has already been declared/, line: 2, column: 7 }],
  ['A syntax error in a module', 'import fs from "node:fs";\nexport const handler = () => {\n  const a = ];\n};', { name: 'SyntaxError', message: /Unexpected token ']'/, line: 3, column: 13 }],
  ['A syntax error before the export', 'const a = ];\nexport const handler = () => a;', { name: 'SyntaxError', message: /Unexpected token ']'/, line: 1, column: 11 }],
  ['A name declared twice in a module', 'export const handler = () => 1;\nlet abc = 1;\nlet abc = 2;', { name: 'SyntaxError', message: /'abc' has already been declared/, line: 3, column: 5 }],
  ['A string that does not end in a module', 'export const a = 1;\nexport const handler = "abc;\n', { name: 'SyntaxError', message: /Invalid or unexpected token|[Uu]nterminated string/, line: 2, column: 24 }],
  ['A syntax error in TypeScript', 'const a: number = 1;\nexport const handler = (b: string) => {\n  const c: = 2;\n};', { name: 'SyntaxError', message: /Unexpected token `=`/, line: 3, column: 12 }],
  ['An enum', 'enum Colour { Red }\nexport const handler = (a: string) => Colour.Red;', { name: 'SyntaxError', message: /enum is not supported/, line: 1, column: 1 }],
  ['A top level that throws', 'const a = 1;\n  throw new TypeError("too bad");\nfunction handler() {}', { name: 'TypeError', message: /^too bad$/, line: 2, column: 9 }],
  ['A top level that throws in the first line', 'throw new TypeError("too bad");', { name: 'TypeError', message: /^too bad$/, line: 1, column: 7 }],
  ['A module whose top level rejects', 'export const handler = 1;\nawait Promise.reject(new RangeError("too far"));', { name: 'RangeError', message: /^too far$/, line: 2, column: 22 }],
  ['A top level that throws a string', 'throw "text";', { name: 'Error', message: /^text$/ }],
  ['A module whose top level waits for nothing', 'await new Promise(() => {}); export const handler = () => 1;', { name: 'LoadError', message: /never happen/ }],
  ['An import of what is not there', 'import x from "not-there"; export const handler = () => x;', { name: 'Error', message: /Cannot find module 'not-there'/ }],
  ['A require of what is not there', 'const x = require("./not-there");\nfunction handler() {}', { name: 'Error', message: /Cannot find module '.\/not-there'/, line: 1, column: 11 }],
  ['An import of a name that is not there', 'import { nope } from "node:fs"; export const handler = () => nope;', { name: 'SyntaxError', message: /does not provide an export named 'nope'/ }],
];

for (const [name, code, { message, ...expected }] of failures) {
  test(`${name} does not load and says why`, async (t) => {
    const worker = await startWorker(t);
    const { error } = await worker.load(code);
    assert.equal(error?.code, -32010);
    const { message: actualMessage, stack, ...actual } = error.data;
    assert.match(actualMessage, message);
    assert.deepEqual({ ...actual, ...('column' in expected ? {} : { column: undefined }) }, { ...expected, ...('column' in expected ? {} : { column: undefined }) });
    assert.doesNotMatch(stack ?? '', /node-shim/);
  });
}
