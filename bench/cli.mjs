// @ts-check
// Usage: node cli.mjs MOLNOS [--save]; see scripts/bench. How long a command takes from its start to its end, and a save to its answer.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { arch, cpus, loadavg, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Supervisor } from './servers.mjs';
import { median } from './statistics.mjs';

const [program] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'molnos-bench-cli-'));
const loadBefore = loadavg()[0];

const supervisor = await Supervisor.start();
for (let n = 0; n < 20; n += 1) await supervisor.deploy(`function-${n}`, 'exports.handler = () => 1;');
const environment = { HOME: folder, PATH: process.env.PATH, TERM: 'xterm-256color', MOLNOS_URL: supervisor.server.url, MOLNOS_TOKEN: supervisor.token };
const piped = measure(50, program, ['functions', 'list']);
const drawn = measure(30, 'script', ['--quiet', '--return', '--command', `${program} functions list`, '/dev/null']);
const alone = measure(30, 'script', ['--quiet', '--return', '--command', 'true', '/dev/null']);
await supervisor.stop();
const save = await measureSaves(20);
rmSync(folder, { recursive: true, force: true });

const report = `# The command line

${new Date().toISOString().slice(0, 10)}, ${cpus().length} processors (${cpus()[0].model.trim()}), Linux ${release()} ${arch()}; load before and after ${loadBefore.toFixed(1)} and ${loadavg()[0].toFixed(1)}.
\`molnos\` as \`scripts/publish-cli\` makes it, with a server on the same machine that has 20 functions.

| figure | measured | target |
| --- | --- | --- |
| \`molnos functions list\` into a pipe, from start to end, p50 of 50 | ${piped.toFixed(0)} ms | <= 150 ms |
| the same on a terminal, less what \`script\` takes, p50 of 30 | ${(drawn - alone).toFixed(0)} ms | <= 150 ms |
| \`molnos functions dev\`: from a save to an answer of the new code, p50 of 20 | ${save.toFixed(0)} ms | <= 500 ms |
`;
console.log(report);
if (process.argv.includes('--save')) writeFileSync(new URL('results/cli.md', import.meta.url), report);

/** The median time of a command in milliseconds, after one run that does not count. @param {number} times @param {string} command @param {string[]} args */
function measure(times, command, args) {
  const taken = [];
  for (let n = 0; n <= times; n += 1) {
    const begin = performance.now();
    const { status, stderr } = spawnSync(command, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
    taken.push(performance.now() - begin);
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`);
  }
  return median(taken.slice(1));
}

/** @param {number} times */
async function measureSaves(times) {
  const file = join(folder, 'handler.ts');
  const write = (/** @type {number} */ n) => writeFileSync(file, `export const handler = (request: object): object => ({ n: ${n} });\n`);
  write(0);
  const dev = spawn(program, ['functions', 'dev', file], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const url = await urlOf(dev);
    const taken = [];
    for (let n = 1; n <= times; n += 1) {
      const begin = performance.now();
      write(n);
      while ((await read(url)) !== `{"n":${n}}`) if (performance.now() - begin > 30_000) throw new Error('no answer of the new code within 30 s');
      taken.push(performance.now() - begin);
    }
    return median(taken);
  } finally {
    dev.kill('SIGINT');
    await new Promise((resolve) => dev.once('exit', resolve));
  }
}

/** @param {import('node:child_process').ChildProcess} dev @returns {Promise<string>} */
async function urlOf(dev) {
  let url = '';
  for await (const line of createInterface({ input: /** @type {import('node:stream').Readable} */ (dev.stdout) })) {
    const event = JSON.parse(line);
    if (event.event === 'ready') url = event.url;
    if (event.event === 'deployed') break;
  }
  dev.stdout?.resume();
  return url;
}

/** @param {string} url @returns {Promise<string>} */
function read(url) {
  return new Promise((resolve, reject) => {
    get(url, (answer) => answer.setEncoding('utf8').toArray().then((parts) => resolve(parts.join('')), reject)).on('error', reject);
  });
}
