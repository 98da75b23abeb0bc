// @ts-check
// Usage: node attack.mjs; see scripts/attack.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Supervisor } from '../../bench/servers.mjs';
import { leftOut, printMatrix } from './matrix.mjs';
import { isGood, print } from './report.mjs';
import { runSuite } from './suite.mjs';
import { Target } from './target.mjs';

const walls = ['bubblewrap', 'seccomp', 'cgroup', 'permissions'];

const { values: options } = parseArgs({
  options: {
    url: { type: 'string' }, token: { type: 'string' }, data: { type: 'string' }, pid: { type: 'string' },
    without: { type: 'string', multiple: true }, matrix: { type: 'boolean' }, only: { type: 'string' }, json: { type: 'string' }, verbose: { type: 'boolean' },
  },
});
const off = (options.without ?? []).flatMap((text) => text.split(','));
const unknown = off.find((wall) => !walls.includes(wall));
if (unknown !== undefined) throw new Error(`there is no wall ${unknown}; there are ${walls.join(', ')}`);

const progress = (/** @type {string} */ text) => {
  if (options.verbose || !text.startsWith('held')) console.error(`  ${text}`);
};
const suiteOptions = { only: options.only === undefined ? undefined : new RegExp(options.only), progress };

if (options.matrix) {
  /** @type {Map<string, import('./suite.mjs').Run>} */
  const runs = new Map();
  for (const wallsOff of leftOut(walls)) {
    console.error(wallsOff.length === 0 ? 'With every wall' : `Without ${wallsOff.join(' and ')}`);
    const run = await runOwn(wallsOff);
    runs.set(wallsOff.join(','), run);
    if (wallsOff.length === 0) print(run);
  }
  printMatrix(runs, walls);
  if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(Object.fromEntries(runs)));
  process.exitCode = [...runs].every(([wallsOff, run]) => wallsOff !== '' || isGood(run)) ? 0 : 1;
} else {
  const run = options.url === undefined ? await runOwn(off) : await runGiven(options.url);
  print(run);
  if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(run));
  process.exitCode = isGood(run) ? 0 : 1;
}
process.exit();

/** Attacks a supervisor that is started for it. @param {string[]} wallsOff */
async function runOwn(wallsOff) {
  // Production refuses to leave a wall out.
  const supervisor = await Supervisor.start(wallsOff.length === 0 ? {} : { 'Hosting:Environment': 'Development', 'Workers:WallsOff': wallsOff.join(',') });
  const { server, data, token } = supervisor;
  try {
    const isAlive = () => server.child.exitCode === null && server.child.signalCode === null;
    return await runSuite({ target: new Target(server.url, token), data, output: () => server.output, isAlive, pid: server.child.pid }, suiteOptions);
  } finally {
    await supervisor.stop();
  }
}

/** Attacks one that runs already. @param {string} url */
async function runGiven(url) {
  const token = options.token ?? process.env.MOLNOS_ADMIN_TOKEN ?? readFileSync(join(options.data ?? 'data', 'admin.token'), 'utf8').trim();
  const born = options.pid && startOf(options.pid);
  const isAlive = () => options.pid === undefined || startOf(options.pid) === born;
  return runSuite({ target: new Target(url.replace(/\/$/, ''), token), data: options.data, output: () => '', isAlive, pid: options.pid }, suiteOptions);
}

/** When a process began, which tells it from a later one with its id. @param {string} pid */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
