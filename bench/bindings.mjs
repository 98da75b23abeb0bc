// @ts-check
// Usage: node bindings.mjs [--save]; see scripts/bench.
// What a function's way to its tables costs, against a Node server that keeps its rows in the same SQLite by itself. All in turns, so that a noisy machine is noisy to all.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ground } from './ground.mjs';
import { startNodeSqlite, Supervisor } from './servers.mjs';
import { median } from './statistics.mjs';
import { wrk } from './wrk.mjs';

const callers = 64;
const rounds = 3;
const seconds = 4;

const code = `
const value = { name: 'Ada', visits: 1, tags: ['a', 'b'] };
async function p50(call) {
  const times = [];
  for (let n = 0; n < 1000; n++) {
    const begin = performance.now();
    await call();
    times.push(performance.now() - begin);
  }
  return times.sort((a, b) => a - b)[500] * 1000;
}
async function handler({ subpath }, { bindings: { databases } }) {
  switch (subpath) {
    case '/write':
      return databases.write('bench', crypto.randomUUID(), value);
    case '/prepare':
      return databases.write('bench', 'one', value);
    case '/get':
      return p50(() => databases.get('bench', 'one'));
    case '/nothing':
      // Refused for its missing key: the way there and back, and nothing done.
      return p50(() => databases.get('bench', '').catch(() => {}));
    case '/together': {
      const begin = performance.now();
      for (let n = 0; n < 20; n++) await Promise.all(Array.from({ length: 64 }, () => databases.write('bench', crypto.randomUUID(), value)));
      return 20 * 64 / (performance.now() - begin) * 1000;
    }
    default:
      return true;
  }
}`;

const folder = mkdtempSync(join(tmpdir(), 'molnos-bench-sqlite-'));
const supervisor = await Supervisor.start();
const node = await startNodeSqlite(join(folder, 'peer.db'));
try {
  const report = await measure();
  console.log(report);
  if (process.argv.includes('--save')) writeFileSync(new URL('results/bindings.md', import.meta.url), report);
} finally {
  await Promise.all([supervisor.stop(), node.stop()]);
  rmSync(folder, { recursive: true, force: true });
}

async function measure() {
  const token = ['-H', `authorization: Bearer ${supervisor.token}`];
  const bindings = [{ service: 'databases', resource: 'bench', permissions: ['read', 'write'] }];
  const url = await supervisor.deploy('bench', code, { bindings, limits: { timeoutMs: 60_000 } });
  await supervisor.call(`${url}/prepare`);
  const figures = { write: /** @type {number[]} */ ([]), writeP50: /** @type {number[]} */ ([]), node: /** @type {number[]} */ ([]), call: /** @type {number[]} */ ([]), together: /** @type {number[]} */ ([]), get: /** @type {number[]} */ ([]), nothing: /** @type {number[]} */ ([]), nodeGet: /** @type {number[]} */ ([]) };
  console.error('  warming up');
  await wrk(`${url}/write`, callers, 3, token);
  await wrk(`${node.url}/write`, callers, 2, []);
  for (let round = 1; round <= rounds; round += 1) {
    const write = await wrk(`${url}/write`, callers, seconds, token);
    figures.write.push(write.rps);
    figures.writeP50.push(write.p50);
    figures.node.push((await wrk(`${node.url}/write`, callers, seconds, [])).rps);
    figures.call.push((await wrk(`${url}/`, callers, seconds, token)).rps);
    for (let n = 0; n < 5; n += 1) {
      figures.get.push(Number(await supervisor.call(`${url}/get`)));
      figures.nothing.push(Number(await supervisor.call(`${url}/nothing`)));
      figures.nodeGet.push(Number(await (await fetch(`${node.url}/get`)).text()));
    }
    figures.together.push(Number(await supervisor.call(`${url}/together`)));
    console.error(`  round ${round}: ${Math.round(write.rps)} writes/s, node ${Math.round(figures.node.at(-1) ?? 0)}, calls ${Math.round(figures.call.at(-1) ?? 0)}, get ${Math.round(figures.get.at(-1) ?? 0)} us`);
  }
  return describe(figures);
}

/** @param {Record<'write' | 'writeP50' | 'node' | 'call' | 'together' | 'get' | 'nothing' | 'nodeGet', number[]>} figures */
function describe(figures) {
  const of = (/** @type {keyof typeof figures} */ name) => median(figures[name]);
  const count = (/** @type {number} */ value) => Math.round(value).toLocaleString('en');
  return `# Bindings benchmark

${ground()} Load before the end: ${loadavg()[0].toFixed(1)}. ${version()}
Medians of ${rounds} interleaved rounds; the load generator (wrk) shares the processors. Every write is synchronised to the disk before it is answered. The peer is a bare
Node server that commits each request's row to SQLite by itself, by node:sqlite, with the same guarantee (write-ahead log, synchronous = FULL), without isolation, tokens or logs.

| figure | measured | target |
| --- | --- | --- |
| durable writes a second, ${callers} callers, each a call of a function that writes one row | ${count(of('write'))} (p50 ${(of('writeP50') / 1000).toFixed(1)} ms) | >= 1,500, aim 3,000 |
| the peer: bare Node, a commit for each request | ${count(of('node'))} | |
| ours / peer | ${(of('write') / of('node')).toFixed(2)} | |
| calls of the same function that write nothing | ${count(of('call'))} | |
| durable writes a second by one call, 64 at once | ${count(of('together'))} | |
| \`databases.get\` in a function, p50 of 15 times 1,000 | ${of('get').toFixed(0)} us | <= 60 us |
| a call that is refused for its arguments: the way there and back, p50 | ${of('nothing').toFixed(0)} us | |
| the peer: the same row read and parsed in process, mean | ${of('nodeGet').toFixed(1)} us | |
`;
}

function version() {
  const sqlite = /"Microsoft.Data.Sqlite":[^}]*"resolved": "([\d.]+)"/s.exec(readFileSync(new URL('../src/Supervisor/packages.lock.json', import.meta.url), 'utf8'))?.[1];
  return `Microsoft.Data.Sqlite ${sqlite}.`;
}
