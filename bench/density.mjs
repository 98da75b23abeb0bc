// @ts-check
// What an idle worker costs when there are many: its proportional share of all the memory it touches.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Supervisor } from './servers.mjs';
import { smallCode } from './cold.mjs';

/** @param {{ workers: number }} options @returns {Promise<number>} MiB a worker */
export async function measureDensity({ workers }) {
  const supervisor = await Supervisor.start({ 'Workers:Max': '1000' });
  try {
    for (let n = 0; n < workers; n += 1) await supervisor.call(await supervisor.deploy(`idle-${n}`, smallCode(n)));
    await sleep(2000);
    const ids = supervisor.workers();
    if (ids.length < workers) throw new Error(`${workers} functions were called, but there are ${ids.length} workers`);
    return ids.reduce((sum, id) => sum + proportionalKiB(id), 0) / ids.length / 1024;
  } finally {
    await supervisor.stop();
  }
}

/** @param {number} id */
function proportionalKiB(id) {
  return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1]);
}
