// @ts-check
// The first call of a function that no worker has loaded: while blank workers wait, or with no process at all.
import { setTimeout as sleep } from 'node:timers/promises';
import { Supervisor } from './servers.mjs';
import { median } from './statistics.mjs';

/** @typedef {'full' | 'none'} Level How well workers are walled off. */

/**
 * Calls functions in turns at each level, so that a noisy machine is noisy to both.
 * @param {{ functions: number, code: (n: number) => string, path?: string, warm?: number, levels?: readonly Level[] }} options
 *   path is what follows the function's address, warm how many blank workers wait
 * @returns {Promise<Record<Level, number>>} the medians, in milliseconds
 */
export async function measureCold({ functions, code, path = '', warm = 2, levels = ['full'] }) {
  const grounds = await Promise.all(levels.map((level) => Ground.prepare(level, { functions, code, warm })));
  try {
    for (let n = 0; n < functions; n += 1) {
      for (const ground of grounds) await ground.time(n, path);
    }
    return /** @type {Record<Level, number>} */ (Object.fromEntries(grounds.map(({ level, times }) => [level, median(times)])));
  } finally {
    await Promise.all(grounds.map(({ supervisor }) => supervisor.stop()));
  }
}

/** One supervisor with its functions. */
class Ground {
  /** @type {number[]} */
  times = [];

  /** @param {Level} level @param {{ functions: number, code: (n: number) => string, warm: number }} options */
  static async prepare(level, { functions, code, warm }) {
    // What the deploys loaded is gone at once, so that every call that is timed finds blank workers only.
    const supervisor = await Supervisor.start({
      'Workers:IdleTimeout': '00:00:00.100', 'Workers:Warm': String(warm), 'Workers:Isolation': level, 'Hosting:Environment': 'Development',
    });
    const urls = [];
    for (let n = 0; n < functions; n += 1) urls.push(await supervisor.deploy(`cold-${n}`, code(n)));
    const keep = await supervisor.deploy('connection', 'async function handler() { return 1; }');
    return new Ground(level, supervisor, warm, urls, keep);
  }

  /** @param {Level} level @param {Supervisor} supervisor @param {number} warm @param {string[]} urls @param {string} keep */
  constructor(level, supervisor, warm, urls, keep) {
    this.level = level;
    this.supervisor = supervisor;
    this.warm = warm;
    this.urls = urls;
    this.keep = keep;
  }

  /** @param {number} n @param {string} path */
  async time(n, path) {
    await this.supervisor.call(this.keep);
    await this.#onlyBlankWorkers();
    const begin = performance.now();
    await this.supervisor.call(this.urls[n] + path);
    this.times.push(performance.now() - begin);
  }

  async #onlyBlankWorkers() {
    let calm = 0;
    for (const deadline = Date.now() + 10_000; calm < 5; await sleep(30)) {
      calm = this.supervisor.workers().length === this.warm ? calm + 1 : 0;
      if (Date.now() > deadline) throw new Error(`there are ${this.supervisor.workers().length} workers where ${this.warm} blank ones were awaited`);
    }
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
