// @ts-check
// A real worker process, with the test in the supervisor's place.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const shim = fileURLToPath(new URL('../../runtime/node-shim/', import.meta.url));
const flags = [
  '--permission', `--allow-fs-read=${shim}`, '--max-old-space-size=128', '--max-semi-space-size=2', '--disable-proto=delete', '--no-addons',
  '--no-experimental-sqlite', '--no-experimental-ffi', '--disable-sigusr1', '--experimental-vm-modules', '--no-warnings',
];
const patienceMs = 10_000;

/** @typedef {{ id?: string, method?: string, params?: any, result?: any, error?: { code: number, message: string, data?: any } }} Message */

/** Starts a worker that ends with the test. @param {import('node:test').TestContext} test */
export async function startWorker(test) {
  const worker = new Worker();
  test.after(() => worker.kill());
  await worker.until((message) => message.method === 'ready');
  return worker;
}

/** Starts a worker and gives it a function. @param {import('node:test').TestContext} test @param {string} code @param {object} [overrides] */
export async function startFunction(test, code, overrides) {
  const worker = await startWorker(test);
  const answer = await worker.load(code, overrides);
  assert.equal(answer.error, undefined, JSON.stringify(answer.error));
  return worker;
}

/** Loads code and calls it once. @param {import('node:test').TestContext} test @param {string} code @param {object} [request] */
export async function callOnce(test, code, request) {
  const worker = await startFunction(test, code);
  return worker.call(request);
}

/** A worker process and the wire to it. */
export class Worker {
  /** Every message it wrote, in order. @type {Message[]} */
  messages = [];
  /** Every line it wrote, as it stands. @type {string[]} */
  lines = [];
  /** What came out of its stdout and stderr. */
  prints = '';
  /** @type {Set<() => void>} */
  #watchers = new Set();
  #folder = mkdtempSync(join(tmpdir(), 'shim-'));
  #marks = join(this.#folder, 'start-marks');
  /** The mark of each call. @type {Map<string, number>} */
  #markOf = new Map();

  constructor() {
    writeFileSync(this.#marks, Buffer.alloc(4096));
    const marks = openSync(this.#marks, 'r+');
    this.process = spawn(process.execPath, [...flags, `${shim}main.mjs`], {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', marks],
      env: { HOST_SECRET: 'x' },
    });
    closeSync(marks);
    const [, stdout, stderr, input, output] = /** @type {any[]} */ (this.process.stdio);
    this.input = input;
    input.on('error', () => {});
    for (const stream of [stdout, stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => this.#notify(() => (this.prints += text)));
    }
    let rest = '';
    output.setEncoding('utf8').on('data', (/** @type {string} */ text) => this.#notify(() => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      this.lines.push(...lines);
      this.messages.push(...lines.map((line) => JSON.parse(line)));
    }));
    this.exited = once(this.process, 'exit').then(([code, signal]) => ({ code, signal }));
    this.exited.then(() => this.#notify(() => {}));
  }

  /** Writes a line as it stands. @param {string} line */
  write(line) {
    this.input.write(line + '\n');
  }

  /** Sends a request and waits for its answer. @param {string} method @param {object} [params] @returns {Promise<Message>} */
  request(method, params) {
    const id = newId();
    this.write(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return this.answerTo(id);
  }

  /** @param {string} method @param {object} params */
  notify(method, params) {
    this.write(JSON.stringify({ jsonrpc: '2.0', method, params }));
  }

  /** @param {string} code @param {object} [overrides] */
  load(code, overrides) {
    return this.request('load', {
      functionId: 'fn000001', functionName: 'my-function', version: 1, env: {}, limits: { timeoutMs: 30000, memoryMb: 128, concurrency: 32 },
      maxFrameBytes: 33554432, logBytesPerSecond: 1048576, ...overrides, body: code,
    });
  }

  /** Begins a call; `rawBody` is put at the end of the line as it stands. @param {any} [request] @returns {string} its id */
  invoke({ rawBody, ...request } = {}) {
    const id = newId();
    const mark = this.#markOf.size;
    this.#markOf.set(id, mark);
    const params = {
      kind: 'http', method: 'GET', origin: 'http://localhost:3000', path: '/functions/run/fn000001', subpath: '/', query: '', headers: {},
      ip: '127.0.0.1', identity: null, deadline: Date.now() + 30000, mark, bodyType: 'none', bodyBytes: 0, ...request,
    };
    const line = JSON.stringify({ jsonrpc: '2.0', id, method: 'invoke', params });
    this.write(rawBody === undefined ? line : `${line.slice(0, -2)},"body":${rawBody}}}`);
    return id;
  }

  /** Whether the worker has set the mark of a call. @param {string} id */
  hasBegun(id) {
    return readFileSync(this.#marks)[/** @type {number} */ (this.#markOf.get(id))] === 1;
  }

  /** Waits until it has. @param {string} id */
  async untilBegun(id) {
    for (const deadline = Date.now() + patienceMs; !this.hasBegun(id); await new Promise(setImmediate)) {
      assert.ok(Date.now() < deadline && this.process.exitCode === null, 'Waited in vain for a call to begin');
    }
  }

  /** Calls and waits for the answer. @param {object} [request] */
  async call(request) {
    return this.answerTo(this.invoke(request));
  }

  /** Calls with a JSON body. @param {string} json @param {object} [request] */
  callWithJson(json, request) {
    return this.call({ method: 'POST', ...request, bodyType: 'json', bodyBytes: Buffer.byteLength(json), rawBody: json });
  }

  /** @param {string} id @returns {Promise<Message>} */
  answerTo(id) {
    return this.until((message) => message.id === id && message.method === undefined);
  }

  /** Waits for a message that is there already or will come. @param {(message: Message) => boolean} predicate @returns {Promise<Message>} */
  async until(predicate) {
    return this.#wait(() => this.messages.find(predicate));
  }

  /** Waits until something is true of all that came. @template T @param {() => T | undefined | false} probe */
  async #wait(probe) {
    const deadline = AbortSignal.timeout(patienceMs);
    for (;;) {
      const found = probe();
      if (found) {
        return found;
      }
      if (deadline.aborted || this.process.exitCode !== null) {
        throw new Error(`Waited in vain; the worker said:\n${this.lines.slice(-20).join('\n')}\n${this.prints}`);
      }
      await new Promise((resolve) => {
        this.#watchers.add(() => resolve(undefined));
        deadline.addEventListener('abort', resolve, { once: true });
      });
    }
  }

  /** Waits for text on stdout or stderr. @param {string} text */
  untilPrinted(text) {
    return this.#wait(() => this.prints.includes(text));
  }

  /** Waits until the logs, in order, satisfy the predicate. @param {(logs: any[]) => boolean} predicate */
  async untilLogs(predicate) {
    await this.#wait(() => predicate(this.logs));
    return this.logs;
  }

  /** The params of every log line so far. */
  get logs() {
    return this.messages.filter((message) => message.method === 'log').map((message) => message.params);
  }

  /** The chunks of an invocation. @param {string} id */
  chunks(id) {
    return this.messages.filter((message) => message.method === 'chunk' && message.params.id === id).map((message) => message.params);
  }

  kill() {
    this.process.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
    return this.exited;
  }

  /** @param {() => void} change */
  #notify(change) {
    change();
    const watchers = this.#watchers;
    this.#watchers = new Set();
    for (const watcher of watchers) {
      watcher();
    }
  }
}

/** A fresh id as the supervisor makes them. */
export function newId() {
  return randomBytes(16).toString('hex');
}

/** Decodes the body of an answer. @param {Message} answer */
export function bodyOf({ result, error }) {
  assert.equal(error, undefined, JSON.stringify(error));
  return result.bodyType === 'bytes' ? Buffer.from(result.body, 'base64') : result.body;
}
