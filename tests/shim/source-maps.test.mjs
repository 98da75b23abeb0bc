// @ts-check
// Bundles with a source map inside: what is logged and answered names the lines that their authors wrote.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bodyOf, startFunction, startWorker } from './worker.mjs';

const folder = fileURLToPath(new URL('../functions/sourcemaps/', import.meta.url));

/** @param {string} entry @param {import('esbuild').BuildOptions} [options] */
async function bundle(entry, options) {
  const { outputFiles } = await build({
    entryPoints: [entry], absWorkingDir: folder, bundle: true, write: false, format: 'esm', platform: 'node', sourcemap: 'inline', minify: true, ...options,
  });
  return /** @type {any} */ (outputFiles)[0].text;
}

for (const format of /** @type {const} */ (['esm', 'cjs'])) {
  test(`The stack of an error in a minified ${format} bundle names the author's files and lines`, async (t) => {
    const worker = await startFunction(t, await bundle('entry.ts', { format }));
    const { error } = await worker.call({ query: 'by=0' });
    assert.match(error?.data.stack, /^RangeError: cannot divide by nothing\n    at .*arithmetic\.ts:5:11\)?\n    at .*entry\.ts:7:20\)?/);
    assert.doesNotMatch(error?.data.stack, /my-function/);
  });
}

test('An error that is logged has the same stack as one that is thrown', async (t) => {
  const worker = await startFunction(t, await bundle('entry.ts'));
  await worker.call({ query: 'by=1' });
  const [log] = await worker.untilLogs((logs) => logs.length > 0);
  assert.match(log.body ?? log.message, /about to divide\n    at .*entry\.ts:6:17/);
});

test('A bundle that throws while it loads is refused with the author\'s file and line', async (t) => {
  const worker = await startWorker(t);
  const { error } = await worker.load(await bundle('broken.ts'));
  assert.deepEqual({ ...error?.data, stack: undefined }, { name: 'RangeError', message: 'cannot divide by nothing (in arithmetic.ts)', line: 5, column: 11, stack: undefined });
});

test('A map as other bundlers write it is read, too', async (t) => {
  const text = (await bundle('entry.ts')).replace('data:application/json;base64,', 'data:application/json;charset=utf-8;base64,');
  const worker = await startFunction(t, text);
  assert.match((await worker.call({ query: 'by=0' })).error?.data.stack, /arithmetic\.ts:5:11/);
});

for (const [what, map] of /** @type {const} */ ([['no JSON', 'bm90IGpzb24='], ['no map', Buffer.from('{"version":3,"mappings":7}').toString('base64')], ['empty', '']])) {
  test(`A map that is ${what} leaves stacks as they are`, async (t) => {
    const worker = await startFunction(t, `exports.handler = () => {\n  throw new Error('bad'); };\n//# sourceMappingURL=data:application/json;base64,${map}\n`);
    assert.match((await worker.call()).error?.data.stack, /my-function\.js:2:9/);
    assert.match((await worker.call()).error?.data.stack, /my-function\.js:2:9/);
  });
}

test('Code without a map keeps its own lines, whatever it names in its messages', async (t) => {
  const worker = await startFunction(t, "exports.handler = () => {\n  throw new Error('    at my-function.js:1:1'); };");
  assert.match((await worker.call()).error?.data.stack, /my-function\.js:2:9/);
});

test('A function that spoils what maps are made of spoils its own stacks only', async (t) => {
  const code = `(await import('node:module')).SourceMap.prototype.findEntry = () => { throw 1; }; JSON.parse = Map.prototype.get = null;\n${await bundle('entry.ts')}`;
  const worker = await startFunction(t, code);
  const { error } = await worker.call({ query: 'by=0' });
  assert.equal(error?.data.message, 'cannot divide by nothing');
  assert.deepEqual(bodyOf(await worker.call({ query: 'by=2' })), { result: 0.5 });
});
