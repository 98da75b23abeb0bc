// @ts-check
// Usage: node bench.mjs quick [--save]; see scripts/bench.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { arch } from 'node:os';
import { measureCold, smallCode } from './cold.mjs';
import { measureDensity } from './density.mjs';
import { ground } from './ground.mjs';
import { median } from './statistics.mjs';
import { addedToKestrel, connections, measureThroughput, ratioToNode } from './throughput.mjs';

const progress = (/** @type {string} */ text) => console.error(`  ${text}`);

const cells = await measureThroughput({ rounds: 3, seconds: 2, progress });
progress('first calls of 50 cold functions, with and without walls');
const levels = /** @type {const} */ (['full', 'none']);
const cold = await measureCold({ functions: 50, code: smallCode, levels });
progress('20 calls for which a process must be started');
const start = await measureCold({ functions: 20, code: smallCode, warm: 0, levels });
progress('first calls of 10 cold bundles');
const bundle = largeBundle();
const coldBundle = await measureCold({ functions: 10, code: (n) => `${bundle}\n// ${n}\n`, path: '/graphql?query=%7B__typename%7D' });
progress('50 idle workers');
const pss = await measureDensity({ workers: 50 });

const report = `# Quick benchmark

${ground()}
Medians of 3 interleaved rounds of 2 s; the load generator (wrk) shares the processors. Our calls carry a token; isolation, authentication, logs and statistics are on.

| hello, requests a second (p50) | ours | bare node http | bare Kestrel | ours / node | ours / Kestrel |
| --- | --- | --- | --- | --- | --- |
${connections.map(row).join('\n')}

| figure | measured | target |
| --- | --- | --- |
| hello at c64, against bare node http | ${ratioToNode(cells, 64).toFixed(2)} | >= 0.6 |
| p50 added to bare Kestrel at c1 | ${addedToKestrel(cells).toFixed(0)} us | <= 80 us |
| first call of a cold function of 1 KiB, blank workers ready, p50 of 50 | ${cold.full.toFixed(1)} ms | <= 8 ms |
| the same without the kernel's walls, in turns | ${cold.none.toFixed(1)} ms | the same |
| from no process to the first answer, p50 of 20 | ${start.full.toFixed(0)} ms | <= 120 ms |
| the same without the kernel's walls, in turns | ${start.none.toFixed(0)} ms | |
| the same with a bundle of ${(bundle.length / 1024 / 1024).toFixed(1)} MiB (GraphQL Yoga), p50 of 10 | ${coldBundle.full.toFixed(0)} ms | <= 60 ms |
| memory of an idle worker (PSS), mean of 50 | ${pss.toFixed(1)} MiB | <= 12 MiB |
`;
console.log(report);
if (process.argv.includes('--save')) writeFileSync(new URL('results/quick.md', import.meta.url), report);

/** @param {number} c */
function row(c) {
  const cell = (/** @type {'ours' | 'node' | 'kestrel'} */ name) => `${Math.round(median(cells[name][c].rps)).toLocaleString('en')} (${Math.round(median(cells[name][c].p50))} us)`;
  const toKestrel = median(cells.ours[c].rps) / median(cells.kestrel[c].rps);
  return `| c${c} | ${cell('ours')} | ${cell('node')} | ${cell('kestrel')} | ${ratioToNode(cells, c).toFixed(2)} | ${toKestrel.toFixed(2)} |`;
}

function largeBundle() {
  const at = (/** @type {string} */ path) => new URL(`../${path}`, import.meta.url).pathname;
  const output = at('artifacts/bench/graphql-yoga.mjs');
  execFileSync(at(`tests/node_modules/@esbuild/linux-${arch()}/bin/esbuild`), [
    at('tests/functions/bundles/graphql-yoga.mjs'), '--bundle', '--platform=node', '--target=node26', '--format=esm', `--outfile=${output}`, '--log-level=error',
  ]);
  return readFileSync(output, 'utf8');
}
