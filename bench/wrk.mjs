// @ts-check
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Loads an address; fails where an answer is not good.
 * @param {string} url @param {number} c how many connections @param {number} seconds @param {readonly string[]} headers
 * @returns {Promise<{ rps: number, p50: number }>} requests a second, and the median latency in microseconds
 */
export async function wrk(url, c, seconds, headers) {
  const { stdout } = await run('wrk', ['-t1', `-c${c}`, `-d${seconds}s`, '--latency', '--timeout', '20s', ...headers, url]);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`wrk saw errors at ${url}:\n${stdout}`);
  const rps = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
  const [, value, unit] = /50%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? [];
  const p50 = Number(value) * { us: 1, ms: 1000, s: 1_000_000 }[/** @type {'us' | 'ms' | 's'} */ (unit)];
  if (!(rps > 0 && p50 > 0)) throw new Error(`wrk's report was not understood:\n${stdout}`);
  return { rps, p50 };
}
