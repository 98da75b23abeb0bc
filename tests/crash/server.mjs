// @ts-check
// The supervisor under test, and its HTTP API in few words.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../artifacts/bin/MolnOS.Sandbox.Supervisor/release/molnos-sandbox.dll', import.meta.url));
const startLimit = 60_000;
const lookLimit = 30_000;

/** The server is gone: what was asked last may have been done, and nobody was told so. */
export class Gone extends Error {}

/** The server was too busy for it: it was not done, or, at a time limit, nobody knows. */
export class Busy extends Error {}

/** What says so: an overloaded machine is no reason to call a server wrong. */
const busyStatuses = [408, 429, 503, 504];
const busyMessages = /less busy|did not finish loading within/;

/** @typedef {{ status: number, text: string, json: any }} Answer */

export class Server {
  /** Starts one on a data folder and waits until it is ready. @param {string} data @param {Record<string, string>} further settings */
  static async start(data, further = {}) {
    const settings = { urls: 'http://127.0.0.1:0', 'Data:Path': data, 'Logging:Level': 'Warning', 'Logging:Categories:Microsoft.Hosting.Lifetime': 'Information', ...further };
    const child = spawn('dotnet', [program, ...Object.entries(settings).flatMap(([key, value]) => [`--${key}`, value])], { stdio: ['ignore', 'pipe', 'pipe'] });
    const server = new Server(child);
    const deadline = Date.now() + startLimit;
    const check = () => {
      if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) throw new Error(`the supervisor did not start:\n${server.output}`);
    };
    for (; !server.url; await sleep(10)) {
      check();
      server.url = /Now listening on: (http:\S+)/.exec(server.output)?.[1] ?? '';
    }
    server.token = readFileSync(join(data, 'admin.token'), 'utf8').trim();
    for (; (await server.ask('GET', '/health/ready')).status !== 200; await sleep(20)) check();
    return server;
  }

  /** @param {import('node:child_process').ChildProcess} child */
  constructor(child) {
    this.child = child;
    this.url = '';
    this.token = '';
    this.output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => { this.output += data; });
  }

  /** Ends it as a crash does, and nothing but it. */
  async kill() {
    const exit = once(this.child, 'exit');
    if (!this.child.kill('SIGKILL')) throw new Error(`the supervisor had ended by itself:\n${this.output}`);
    await exit;
  }

  /** Asks it to end. */
  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exit;
  }

  /**
   * One request, answered whole. @param {string} method @param {string} path @param {unknown} [body] sent as JSON, or as it is when it is bytes
   * @param {string} [token] @returns {Promise<Answer>}
   */
  async ask(method, path, body, token = this.token) {
    const isBytes = body instanceof Uint8Array;
    try {
      const answer = await fetch(this.url + path, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': isBytes ? 'application/octet-stream' : 'application/json' }) },
        body: body === undefined ? undefined : isBytes ? /** @type {any} */ (body) : JSON.stringify(body),
      });
      const text = await answer.text();
      return { status: answer.status, text, get json() { return JSON.parse(text); } };
    } catch (error) {
      throw new Gone(`${method} ${path}`, { cause: error });
    }
  }

  /** A request that must be answered so, unless the server is too busy. @param {number} status @param {string} method @param {string} path @param {unknown} [body] @returns {Promise<Answer>} */
  async expect(status, method, path, body) {
    const answer = await this.ask(method, path, body);
    if (busyStatuses.includes(answer.status) || (answer.status !== status && busyMessages.test(answer.text))) throw new Busy(answer.text);
    if (answer.status !== status) throw new Error(`${method} ${path} was answered with ${answer.status}, not ${status}: ${answer.text}`);
    return answer;
  }

  /** What an address shows, undefined where there is nothing. @param {string} method @param {string} path @param {unknown} [body] @returns {Promise<any>} */
  async find(method, path, body) {
    const answer = await this.look(method, path, body);
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw new Error(`${method} ${path} was answered with ${answer.status}: ${answer.text}`);
    return answer.json;
  }

  /** A request that changes nothing, asked again while the server is too busy. @param {string} method @param {string} path @param {unknown} [body] @param {string} [token] @returns {Promise<Answer>} */
  async look(method, path, body, token) {
    for (const deadline = Date.now() + lookLimit; ; await sleep(100)) {
      const answer = await this.ask(method, path, body, token);
      if (!busyStatuses.includes(answer.status) || Date.now() > deadline) return answer;
    }
  }
}
