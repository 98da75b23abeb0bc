// @ts-check
// Usage: node events.mjs [--save]; see scripts/bench.
import { execFileSync } from 'node:child_process';
import { closeSync, fsyncSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { arch, cpus, loadavg, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Supervisor } from './servers.mjs';
import { median } from './statistics.mjs';

const progress = (/** @type {string} */ text) => console.error(`  ${text}`);
const inStore = 100_000;

/** Keeps in memory when its handler began for each event, and tells over HTTP. One worker, so that there is one memory. */
const clock = `const began = {};
  async function handler(input) {
    if (input.type === 'event') { began[input.data.n] = performance.timeOrigin + performance.now(); return; }
    const told = { ...began };
    for (const n of Object.keys(began)) delete began[n];
    return told;
  }`;
const clockTriggers = { triggers: [{ type: 'http' }, { type: 'event', eventName: 'measured' }], limits: { maxWorkers: 1 } };

const now = () => performance.timeOrigin + performance.now();
const at = (/** @type {number[]} */ values, /** @type {number} */ share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];

/** A server and the connections to it. */
class Ground {
  /** @param {Record<string, string>} settings */
  static async start(settings = {}) {
    const supervisor = await Supervisor.start({ 'Events:MaxKept': '10000000', 'Events:MaxWaiting': '10000000', 'Logging:Level': 'Error', 'Events:RetryMaxDelay': '1h', 'Events:RetryBaseDelay': '1h', ...settings });
    return new Ground(supervisor);
  }

  /** @param {Supervisor} supervisor */
  constructor(supervisor) {
    this.supervisor = supervisor;
    this.agent = new Agent({ keepAlive: true, maxSockets: 64 });
  }

  /** @param {string} eventName @param {object} data @returns {Promise<void>} */
  emit(eventName, data) {
    const body = JSON.stringify({ eventName, data });
    return new Promise((resolve, reject) => {
      const call = request(`${this.supervisor.server.url}/events/emit`, {
        method: 'POST', agent: this.agent, headers: { authorization: `Bearer ${this.supervisor.token}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      }, (answer) => {
        answer.resume().on('end', () => (answer.statusCode === 202 ? resolve() : reject(new Error(`emit: ${answer.statusCode}`))));
      });
      call.on('error', reject).end(body);
    });
  }

  /** Emits by so many at once, for some time or some number. @param {number} emitters @param {{ seconds?: number, count?: number }} until @returns {Promise<number>} emits a second */
  async rate(emitters, { seconds = Infinity, count = Infinity }, eventName = 'rated') {
    const begin = performance.now();
    let emitted = 0;
    await Promise.all(Array.from({ length: emitters }, async () => {
      while (performance.now() - begin < seconds * 1000 && emitted < count) {
        emitted += 1;
        await this.emit(eventName, { orderId: emitted, customer: 'Ada', lines: [1, 2, 3] });
      }
    }));
    return emitted / ((performance.now() - begin) / 1000);
  }

  /** Emits one after the other with a pause; when each handler began, counted from the emit's sending and from its answer. @param {string} url @param {number} count @param {number} pause */
  async latencies(url, count, pause) {
    /** @type {{ sent: number, answered: number }[]} */
    const emits = [];
    for (let n = 0; n < count; n += 1) {
      const sent = now();
      await this.emit('measured', { n });
      emits.push({ sent, answered: now() });
      await sleep(pause);
    }
    /** @type {Record<string, number>} */
    let began = {};
    for (const deadline = Date.now() + 30_000; Object.keys(began).length < count; await sleep(50)) {
      began = { ...began, ...JSON.parse(await this.supervisor.call(url)) };
      if (Date.now() > deadline) throw new Error(`${count - Object.keys(began).length} events were not delivered`);
    }
    return { fromAnswer: emits.map(({ answered }, n) => began[n] - answered), fromSending: emits.map(({ sent }, n) => began[n] - sent) };
  }

  async stop() {
    this.agent.destroy();
    await this.supervisor.stop();
  }
}

async function measureIdle() {
  const ground = await Ground.start();
  try {
    const url = await ground.supervisor.deploy('clock', clock, clockTriggers);
    await ground.latencies(url, 100, 5);
    return await ground.latencies(url, 300, 25);
  } finally {
    await ground.stop();
  }
}

/** Emits a second on an empty store and on one that holds many events, half of them finished and half waiting, in turns. */
async function measureRates() {
  const [empty, full] = [await Ground.start(), await Ground.start()];
  try {
    for (const { supervisor } of [empty, full]) await supervisor.deploy('rated', 'async function handler() {}', { triggers: [{ type: 'event', eventName: 'rated' }] });
    // What fails waits for its second attempt, an hour later.
    await full.supervisor.deploy('fails', 'async function handler() { return { statusCode: 500 }; }', { triggers: [{ type: 'event', eventName: 'fails' }] });
    progress(`filling a store with ${inStore} events`);
    await full.rate(64, { count: inStore / 2 }, 'finished');
    await full.rate(64, { count: inStore / 2 }, 'fails');
    /** @type {{ empty: number[], full: number[] }} */
    const rates = { empty: [], full: [] };
    for (let round = 0; round < 6; round += 1) {
      // The empty one grows by what it is measured with, the other begins with what fills it.
      rates.empty.push(await empty.rate(16, { seconds: 3 }));
      rates.full.push(await full.rate(16, { seconds: 3 }));
      progress(`16 emitters, emits a second: ${Math.round(rates.empty.at(-1) ?? 0)} on an empty store, ${Math.round(rates.full.at(-1) ?? 0)} with ${inStore} events`);
    }
    return { empty: median(rates.empty), full: median(rates.full) };
  } finally {
    await Promise.all([empty.stop(), full.stop()]);
  }
}

/** Latency of one function beside one that throws and one that never returns, for the same events, and without them, in turns. */
async function measureNeighbours() {
  const grounds = { alone: await Ground.start({ 'Events:RetryBaseDelay': '1s' }), beside: await Ground.start({ 'Events:RetryBaseDelay': '1s' }) };
  try {
    const urls = { alone: await grounds.alone.supervisor.deploy('clock', clock, clockTriggers), beside: await grounds.beside.supervisor.deploy('clock', clock, clockTriggers) };
    await grounds.beside.supervisor.deploy('throws', "async function handler() { throw new Error('always'); }", { triggers: [{ type: 'event', eventName: 'measured' }] });
    await grounds.beside.supervisor.deploy('hangs', 'async function handler() { await new Promise(() => setInterval(() => {}, 1000)); }', { triggers: [{ type: 'event', eventName: 'measured' }] });
    /** @type {Record<'alone' | 'beside', number[]>} */
    const latencies = { alone: [], beside: [] };
    for (const name of /** @type {const} */ (['alone', 'beside'])) await grounds[name].latencies(urls[name], 100, 5);
    for (let round = 0; round < 6; round += 1) {
      for (const name of /** @type {const} */ (['alone', 'beside'])) latencies[name].push(...(await grounds[name].latencies(urls[name], 100, 10)).fromSending);
    }
    return latencies;
  } finally {
    await Promise.all([grounds.alone.stop(), grounds.beside.stop()]);
  }
}

/** What the disk alone can do: one small write and one sync after the other. */
function measureSyncs() {
  const file = join(tmpdir(), `molnos-sync-${process.pid}`);
  const handle = openSync(file, 'w');
  const begin = performance.now();
  let syncs = 0;
  for (; performance.now() - begin < 1000; syncs += 1) {
    writeSync(handle, 'x'.repeat(4096));
    fsyncSync(handle);
  }
  closeSync(handle);
  rmSync(file);
  return syncs;
}

const load = () => loadavg().map((value) => value.toFixed(1)).join(' ');
const before = load();
progress('an idle bus');
const idle = await measureIdle();
progress('emits a second');
const rates = await measureRates();
progress('neighbours');
const { alone, beside } = await measureNeighbours();
const ms = (/** @type {number} */ value) => `${value.toFixed(1)} ms`;
const report = `# Events

${new Date().toISOString().slice(0, 10)}, ${cpus().length} processors (${cpus()[0].model.trim()}), Linux ${release()} ${arch()}, Node ${process.versions.node}, .NET ${execFileSync('dotnet', ['--version'], { encoding: 'utf8' }).trim()}.
Load before ${before}, after ${load()}. The emitters share the processors. Isolation, authentication, logs and statistics are on; emits go over HTTP.
The disk alone does ${measureSyncs()} writes with a sync a second, one after the other.

| figure | measured | target |
| --- | --- | --- |
| idle bus, from the emit's answer to the handler's start: p50, p95 of ${idle.fromAnswer.length} | ${ms(at(idle.fromAnswer, 0.5))}, ${ms(at(idle.fromAnswer, 0.95))} | p50 <= 10 ms |
| idle bus, from the emit's sending to the handler's start: p50, p95 | ${ms(at(idle.fromSending, 0.5))}, ${ms(at(idle.fromSending, 0.95))} | |
| durable emits a second, 16 emitters, one subscriber | ${Math.round(rates.empty)} | >= 1,000 |
| the same with ${inStore.toLocaleString('en')} events in the store, half of them waiting, in turns | ${Math.round(rates.full)}, ${(rates.full / rates.empty).toFixed(2)} of it | 1 |
| latency from sending, p50 and p95, of a function alone | ${ms(at(alone, 0.5))}, ${ms(at(alone, 0.95))} | |
| the same beside one that always throws and one that never returns, in turns | ${ms(at(beside, 0.5))}, ${ms(at(beside, 0.95))}: ${(at(beside, 0.5) / at(alone, 0.5)).toFixed(2)}, ${(at(beside, 0.95) / at(alone, 0.95)).toFixed(2)} of it | 1 |
`;
console.log(report);
if (process.argv.includes('--save')) writeFileSync(new URL('results/events.md', import.meta.url), report);
