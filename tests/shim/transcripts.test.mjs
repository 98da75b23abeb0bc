// @ts-check
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { startWorker } from './worker.mjs';

const folder = new URL('../transcripts/', import.meta.url);

/** @typedef {{ from: 'supervisor' | 'worker', line: object, any?: string[] }} Step */

for (const file of readdirSync(folder).filter((name) => name.endsWith('.jsonl'))) {
  const [{ about }, ...steps] = readFileSync(new URL(file, folder), 'utf8').trimEnd().split('\n').map((row) => ({ row, ...JSON.parse(row) }));

  test(`${about} (${file})`, async (t) => {
    const worker = await startWorker(t);
    let heard = 0;
    for (const step of steps) {
      if (step.from === 'supervisor') {
        worker.write(lineOf(step.row));
      } else {
        const index = heard++;
        await worker.until(() => worker.messages.length > index);
        assert.deepEqual(without(worker.messages[index], step.any), without(step.line, step.any));
      }
    }
    assert.equal(worker.messages.length, heard);
  });
}

/** The line as it stands in the row, byte for byte. @param {string} row */
function lineOf(row) {
  return row.slice('{"from":"supervisor","line":'.length, -1);
}

/** Leaves out the members that vary. @param {object} message @param {string[]} [paths] */
function without(message, paths = []) {
  const copy = structuredClone(message);
  for (const path of paths) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    /** @type {any} */
    let owner = copy;
    for (const name of names) {
      owner = owner?.[name];
    }
    assert.ok(owner !== undefined && last in owner, `${path} is missing`);
    delete owner[last];
  }
  return copy;
}
