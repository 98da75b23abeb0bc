// @ts-check
// A well-behaved function beside the attacked ones, called at a steady rate by a thread of its own; and one whose answer streams all the
// while, so that there is an open call of somebody else to aim at.
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const intervalMs = 15;
const code = `
  globalThis.secret = 'neighbour-' + 'secret-' + process.env.OWN;
  Object.prototype.neighbourSecret = globalThis.secret;
  async function handler(request) { return { n: request.query.n, secret: globalThis.secret.length }; }`;
const streamCode = `
  async function handler() {
    return new Response(new ReadableStream({ async pull(into) { this.n = (this.n ?? 0) + 1; into.enqueue(this.n + '\\n'); await new Promise((resolve) => setTimeout(resolve, 50)); } }));
  }`;

/** @typedef {{ calls: number, failed: string[], p50: number, p99: number }} Phase */

export class Neighbour {
  /** @param {import('./target.mjs').Target} target */
  static async settle(target) {
    const suffix = `${process.pid}-${Date.now()}`;
    const secret = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const id = await target.mustDeploy(`neighbour-${suffix}`, code, { env: { OWN: secret }, limits: { timeoutMs: 10_000 } });
    const streamId = await target.mustDeploy(`neighbour-stream-${suffix}`, streamCode, { limits: { timeoutMs: 300_000 } });
    const stream = await target.open('GET', `/functions/run/${streamId}`);
    return new Neighbour(target, id, streamId, stream);
  }

  /** @param {import('./target.mjs').Target} target @param {string} id @param {string} streamId @param {import('node:http').IncomingMessage} stream */
  constructor(target, id, streamId, stream) {
    this.target = target;
    this.ids = [id, streamId];
    this.stream = stream;
    this.streamed = '';
    this.isStreamOver = false;
    stream.setEncoding('utf8').on('data', (text) => { this.streamed += text; }).on('close', () => { this.isStreamOver = true; }).on('error', () => {});
    this.thread = new Worker(new URL(import.meta.url), { workerData: { url: `${target.url}/functions/run/${id}`, token: target.token } });
  }

  /** The id of a call that is open all the time. */
  get openCall() {
    return String(this.stream.headers['x-molnos-invocation-id']);
  }

  /** Ends a phase and gives what its calls were. @returns {Promise<Phase>} */
  async phase() {
    this.thread.postMessage('phase');
    return (await once(this.thread, 'message'))[0];
  }

  /** What is wrong with the stream, or nothing. */
  streamFault() {
    if (this.isStreamOver) return `the neighbour's stream ended: ...${JSON.stringify(this.streamed.slice(-40))}`;
    const lines = this.streamed.split('\n').slice(0, -1);
    const wrong = lines.findIndex((line, index) => line !== String(index + 1));
    return wrong < 0 ? undefined : `the neighbour's stream has ${JSON.stringify(lines[wrong])} at ${wrong + 1}`;
  }

  async leave() {
    this.stream.destroy();
    await this.thread.terminate();
    for (const id of this.ids) await this.target.remove(id);
  }
}

async function callSteadily() {
  const { url, token } = workerData;
  const agent = new Agent({ keepAlive: true });
  /** @type {number[]} */
  let times = [];
  /** @type {string[]} */
  let failed = [];
  let open = 0;
  parentPort?.on('message', () => {
    const sorted = times.sort((a, b) => a - b);
    const at = (/** @type {number} */ share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    parentPort?.postMessage({ calls: sorted.length + failed.length, failed, p50: at(0.5), p99: at(0.99) });
    times = [];
    failed = [];
  });
  for (let n = 0; ; n++) {
    void call(n);
    await sleep(intervalMs);
  }

  /** @param {number} n */
  async function call(n) {
    const begin = performance.now();
    open++;
    try {
      const [answer] = await once(get(`${url}?n=${n}`, { agent, headers: { authorization: `Bearer ${token}` } }), 'response');
      const text = (await answer.setEncoding('utf8').toArray()).join('');
      if (answer.statusCode !== 200 || text !== `{"n":"${n}","secret":49}`) failed.push(`${answer.statusCode} ${text.slice(0, 200)}`);
      else times.push(performance.now() - begin);
    } catch (error) {
      failed.push(String(error));
    } finally {
      open--;
    }
  }
}

if (!isMainThread && workerData?.url) await callSteadily();
