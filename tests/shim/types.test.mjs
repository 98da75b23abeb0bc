// @ts-check
// The types for authors of functions: right code compiles, wrong code does not, and they name what a real worker has.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bodyOf, startFunction, startWorker } from './worker.mjs';

const types = fileURLToPath(new URL('../types/', import.meta.url));
const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const services = ['databases', 'events', 'storage', 'schemas', 'observability', 'functions'];

/** What the compiler has to say against a project; nothing is good. @param {string} project @returns {Promise<string>} */
const compile = (project) => new Promise((resolve) => {
  execFile(process.execPath, [compiler, '--project', project], (_, stdout, stderr) => resolve(stdout + stderr));
});

test('Right code compiles and every wrong line does not, with the types of the web', async () => {
  assert.equal(await compile(`${types}tsconfig.json`), '');
});

test('Right code compiles and every wrong line does not, with the types of Node', async () => {
  assert.equal(await compile(`${types}tsconfig.node.json`), '');
});

for (const file of readdirSync(`${types}right`)) {
  test(`The example ${file} loads as it stands`, async (t) => {
    const worker = await startWorker(t);
    const answer = await worker.load(readFileSync(`${types}right/${file}`, 'utf8'), { services });
    assert.equal(answer.error, undefined, JSON.stringify(answer.error));
  });
}

test('The types name exactly the members that a worker gives', async (t) => {
  const worker = await startFunction(t, `const members = (value, first = value) => value === null || value === Object.prototype ? []
      : [...Object.getOwnPropertyNames(value).filter((name) => name !== 'constructor'), ...members(Object.getPrototypeOf(value), first)];
    exports.handler = (request, context) => ({ FunctionRequest: members(request), Context: members(context), Log: members(context.log),
      Bindings: members(context.bindings), ...Object.fromEntries(Object.entries(context.bindings).map(([name, stub]) => [name, members(stub)])) });`, { services });
  const event = await startFunction(t, 'exports.handler = (event) => ({ FunctionEvent: Object.keys(event) });');
  const given = { ...bodyOf(await worker.call()), ...bodyOf(await event.call({ kind: 'event', eventName: 'e', eventId: 'i', chainDepth: 0, timestamp: '', source: '', attempt: 1 })) };
  const tick = await startFunction(t, 'exports.handler = (tick) => ({ ScheduleTick: Object.keys(tick) });');
  Object.assign(given, bodyOf(await tick.call({ kind: 'schedule', eventId: 'i', chainDepth: 0, timestamp: '', attempt: 1, bodyType: 'json', bodyBytes: 2, rawBody: '{}' })));
  given.FunctionRequest.push('type');
  const lines = Object.entries(given).map(([name, members]) => {
    const type = services.includes(name) ? `molnos.Bindings['${name}']` : `molnos.${name}`;
    return `export const ${name}: Record<keyof ${type}, 0> = { ${members.map((/** @type {string} */ member) => `${member}: 0`).join(', ')} };`;
  });
  const folder = fileURLToPath(new URL('../../artifacts/types-test/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}members.ts`, ["import type * as molnos from '../../runtime/types/molnos';", ...lines, ''].join('\n'));
  writeFileSync(`${folder}tsconfig.json`, JSON.stringify({ extends: '../../tests/types/tsconfig.json', include: ['members.ts'] }));

  assert.equal(await compile(`${folder}tsconfig.json`), '');
});
