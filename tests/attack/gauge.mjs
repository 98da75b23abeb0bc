// @ts-check
// A look from outside at how much workers take: what the function or the supervisor says of it does not count.
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { workersBelow } from '../../bench/servers.mjs';

/** @typedef {{ isAbove: boolean, isBlind: boolean, text: string }} Measured */

const intervalMs = 4;
// Whom to look at is asked less often: it takes a walk over all processes.
const searchMs = 40;
// Shorter says nothing: a control group gives time out in portions, and a start takes some at once.
const windowMs = 1500;
// The kernel counts in these in /proc, whatever it uses itself.
const ticksPerSecond = 100;

/**
 * Watches every worker of a supervisor until it is stopped; the greediest counts. Any may be given the call, for some wait for one,
 * and the neighbour's take next to nothing.
 */
export class Gauge {
  /** MiB of its own, or processors over the window. */
  most = 0;
  /** @type {number[]} */
  #workers = [];
  #searched = -Infinity;
  /** @type {Map<number, { at: number, ticks: number }[]>} */
  #times = new Map();
  /** @type {Map<number, number>} */
  #shared = new Map();

  /** @param {number} supervisor @param {{ of: 'memory' | 'processor', atMost: number }} measure */
  constructor(supervisor, measure) {
    this.measure = measure;
    this.timer = setInterval(() => {
      if (performance.now() - this.#searched > searchMs) {
        this.#workers = workersBelow(supervisor);
        this.#searched = performance.now();
      }
      for (const id of this.#workers) this.#look(id);
    }, intervalMs);
  }

  stop() {
    clearInterval(this.timer);
  }

  /** @returns {Measured} */
  read() {
    const { most, measure: { of, atMost } } = this;
    const text = of === 'memory' ? `${most.toFixed(0)} MiB held` : `${most.toFixed(2)} processors used`;
    return { isAbove: most > atMost, isBlind: most === 0, text };
  }

  /** @param {number} id */
  #look(id) {
    try {
      this.most = Math.max(this.most, this.measure.of === 'memory' ? this.#ownMemoryMb(id) : this.#processors(id));
    } catch { /* It ended while we looked. */ }
  }

  /** @param {number} id */
  #processors(id) {
    const stat = readFileSync(`/proc/${id}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const now = { at: performance.now(), ticks: Number(fields[11]) + Number(fields[12]) };
    const times = this.#times.get(id) ?? [];
    this.#times.set(id, times);
    times.push(now);
    while (times.length > 1 && now.at - times[1].at >= windowMs) times.shift();
    const [first] = times;
    return now.at - first.at < windowMs ? 0 : (now.ticks - first.ticks) / ticksPerSecond / ((now.at - first.at) / 1000);
  }

  /** The most it ever held, without the pages of files, which others share; those may have been taken from it since. @param {number} id */
  #ownMemoryMb(id) {
    const status = readFileSync(`/proc/${id}/status`, 'latin1');
    const of = (/** @type {string} */ name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0);
    const shared = Math.max(of('RssFile'), this.#shared.get(id) ?? 0);
    this.#shared.set(id, shared);
    return (of('VmHWM') - shared) / 1024;
  }
}
