// @ts-check
// Usage: node routes.mjs [--save]; see scripts/bench.
// What a thousand routes cost a call at /functions/run, and what a call through one of them costs: two servers, in turns, so that a noisy machine is noisy to both.
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { ground } from './ground.mjs';
import { Supervisor } from './servers.mjs';
import { median } from './statistics.mjs';
import { wrk } from './wrk.mjs';

const routes = 1000;
const callers = 16;
const rounds = 7;
const seconds = 2;

/** @typedef {'without' | 'beside' | 'route'} Way */
/** @type {Way[]} */
const names = ['without', 'beside', 'route'];

const bare = await Supervisor.start();
const full = await Supervisor.start();
try {
  const report = await measure();
  console.log(report);
  if (process.argv.includes('--save')) writeFileSync(new URL('results/routes.md', import.meta.url), report);
} finally {
  await Promise.all([bare.stop(), full.stop()]);
}

async function measure() {
  const code = "exports.handler = () => 'hello'";
  const without = await bare.deploy('hello', code, { allowUnauthenticated: true });
  const beside = await full.deploy('hello', code, { allowUnauthenticated: true });
  const began = performance.now();
  for (let n = 0; n < routes; n += 1) await put(n);
  const putMs = (performance.now() - began) / routes;
  /** @type {Record<Way, () => Promise<{ rps: number }>>} */
  const ways = {
    without: () => wrk(`${without}`, callers, seconds, []),
    beside: () => wrk(`${beside}`, callers, seconds, []),
    route: () => wrk(`${full.server.url}/any/path`, callers, seconds, ['-H', 'Host: t500.example.test']),
  };
  /** @type {Record<Way, number[]>} */
  const figures = { without: [], beside: [], route: [] };
  console.error('  warming up');
  for (const way of Object.values(ways)) await way();
  for (let round = 1; round <= rounds; round += 1) {
    for (const name of round % 2 ? names : names.toReversed()) figures[name].push((await ways[name]()).rps);
    console.error(`  round ${round}: ${Object.values(figures).map((rps) => Math.round(rps.at(-1) ?? 0)).join(', ')}`);
  }
  return describe(figures, putMs);
}

/** A third of each: a host with all its paths, the names below one, a path at every host. @param {number} n */
async function put(n) {
  const match = n % 3 === 2 ? { path: `/shop-${n}/{**rest}` } : { hosts: [n % 3 ? `t${n}.example.test` : `*.t${n}.example.test`, ...(n === 500 ? [] : [`u${n}.example.test`])], path: '/{**rest}' };
  const answer = await fetch(`${full.server.url}/routes/route-${n}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${full.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ match: n === 500 ? { hosts: ['t500.example.test'], path: '/{**rest}' } : match, function: 'hello' }),
  });
  if (answer.status !== 201) throw new Error(`put: ${answer.status} ${await answer.text()}`);
}

/** @param {Record<Way, number[]>} figures @param {number} putMs */
function describe(figures, putMs) {
  const of = (/** @type {Way} */ name) => median(figures[name]);
  const count = (/** @type {number} */ value) => Math.round(value).toLocaleString('en');
  return `# Routes benchmark

${ground()} Load at the end: ${loadavg()[0].toFixed(1)}.
Medians of ${rounds} rounds of ${seconds} s in turns, ${callers} callers; the load generator (wrk) shares the processors. A third of the ${count(routes)} routes are hosts with
all their paths, a third wildcard hosts, a third paths at every host.

| figure | measured | target |
| --- | --- | --- |
| calls a second at \`/functions/run\`, no route | ${count(of('without'))} | |
| the same beside ${count(routes)} routes | ${count(of('beside'))} | |
| beside / without | ${(of('beside') / of('without')).toFixed(3)} | >= 0.97 |
| calls a second by a host of one of them | ${count(of('route'))} | |
| by a host / at \`/functions/run\` | ${(of('route') / of('beside')).toFixed(3)} | |
| one route put, mean while ${count(routes)} are made | ${putMs.toFixed(1)} ms | |
`;
}
