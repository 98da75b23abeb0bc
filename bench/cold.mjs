// @ts-check
// The first call of a function that no worker has loaded, while blank workers wait.
import { setTimeout as sleep } from 'node:timers/promises';
import { Supervisor } from './servers.mjs';
import { median } from './statistics.mjs';

const warm = 2;

/**
 * @param {{ functions: number, code: (n: number) => string, path?: string }} options path is what follows the function's address
 * @returns {Promise<number>} the median, in milliseconds
 */
export async function measureCold({ functions, code, path = '' }) {
  // What the deploys loaded is gone at once, so that every call that is timed finds blank workers only.
  const supervisor = await Supervisor.start({ 'Workers:IdleTimeout': '00:00:00.100', 'Workers:Warm': String(warm) });
  try {
    const urls = [];
    for (let n = 0; n < functions; n += 1) urls.push(await supervisor.deploy(`cold-${n}`, code(n)));
    const keep = await supervisor.deploy('connection', 'async function handler() { return 1; }');
    const times = [];
    for (const url of urls) {
      await supervisor.call(keep);
      await onlyBlankWorkers(supervisor);
      const begin = performance.now();
      await supervisor.call(url + path);
      times.push(performance.now() - begin);
    }
    return median(times);
  } finally {
    await supervisor.stop();
  }
}

/** One KiB of code that differs from function to function. @param {number} n */
export function smallCode(n) {
  const head = `// Function ${n}.\nconst table = [`;
  const tail = `];\nasync function handler(request) {\n  return { statusCode: 200, body: { n: ${n}, sum: table.reduce((a, b) => a + b, 0), path: request.subpath } };\n}\n`;
  let rows = '';
  for (let i = 0; head.length + rows.length + tail.length < 1024; i += 1) rows += `${(n * 31 + i * 7) % 1000}, `;
  return head + rows + tail;
}

/** @param {Supervisor} supervisor */
async function onlyBlankWorkers(supervisor) {
  let calm = 0;
  for (const deadline = Date.now() + 10_000; calm < 5; await sleep(30)) {
    calm = supervisor.workers().length === warm ? calm + 1 : 0;
    if (Date.now() > deadline) throw new Error(`there are ${supervisor.workers().length} workers where ${warm} blank ones were awaited`);
  }
}
