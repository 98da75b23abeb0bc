// @ts-check
// The same request against our supervisor, a bare Node and a bare Kestrel, in turns, so that a noisy machine is noisy to all.
import { startKestrel, startNode, Supervisor } from './servers.mjs';
import { median } from './statistics.mjs';
import { wrk } from './wrk.mjs';

export const connections = [1, 16, 64];

/** @typedef {{ rps: number[], p50: number[] }} Cell */
/** @typedef {Record<'ours' | 'node' | 'kestrel', Record<number, Cell>>} Throughput */

/** @param {{ rounds: number, seconds: number, progress: (text: string) => void }} options @returns {Promise<Throughput>} */
export async function measureThroughput({ rounds, seconds, progress }) {
  const supervisor = await Supervisor.start();
  const node = await startNode();
  const kestrel = await startKestrel();
  try {
    const hello = await supervisor.deploy('hello', "async function handler() {\n  return { statusCode: 200, body: 'Hello, world!' };\n}\n");
    const targets = /** @type {const} */ ([
      ['ours', hello, ['-H', `authorization: Bearer ${supervisor.token}`]],
      ['node', node.url, []],
      ['kestrel', kestrel.url, []],
    ]);
    /** @type {any} */
    const cells = Object.fromEntries(targets.map(([name]) => [name, Object.fromEntries(connections.map((c) => [c, { rps: [], p50: [] }]))]));
    for (const [name, url, headers] of targets) {
      progress(`warming up: ${name}`);
      await wrk(url, 16, 4, headers);
    }
    for (let round = 1; round <= rounds; round += 1) {
      for (const c of connections) {
        for (const [name, url, headers] of targets) {
          const { rps, p50 } = await wrk(url, c, seconds, headers);
          cells[name][c].rps.push(rps);
          cells[name][c].p50.push(p50);
        }
        progress(`round ${round}, c${c}: ${targets.map(([name]) => `${name} ${Math.round(cells[name][c].rps.at(-1))}`).join(', ')}`);
      }
    }
    return cells;
  } finally {
    await Promise.all([supervisor.stop(), node.stop(), kestrel.stop()]);
  }
}

/** @param {Throughput} cells @param {number} c */
export const ratioToNode = (cells, c) => median(cells.ours[c].rps) / median(cells.node[c].rps);

/** @param {Throughput} cells */
export const addedToKestrel = (cells) => median(cells.ours[1].p50) - median(cells.kestrel[1].p50);
