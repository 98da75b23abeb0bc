// @ts-check
// Starts what is measured, each as a process of its own on a free port, and ends it again.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A server under measurement. */
export class Server {
  /** @param {string} command @param {string[]} args */
  static async start(command, args) {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const server = new Server(child);
    for (let tries = 0; !server.url; tries += 1) {
      if (child.exitCode !== null || tries > 3000) throw new Error(`${command} ${args[0]} did not start:\n${server.output}`);
      server.url = /Now listening on: (http:\S+)/.exec(server.output)?.[1] ?? '';
      await sleep(10);
    }
    return server;
  }

  /** @param {import('node:child_process').ChildProcess} child */
  constructor(child) {
    this.child = child;
    this.url = '';
    this.output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => { this.output += data; });
  }

  async stop() {
    if (this.child.exitCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await Promise.race([exit, sleep(10_000, undefined, { ref: false }).then(() => this.child.kill('SIGKILL'))]);
  }
}

export const startNode = () => Server.start(process.execPath, [join(root, 'bench/node-http.mjs')]);

/** @param {string} file */
export const startNodeSqlite = (file) => Server.start(process.execPath, [join(root, 'bench/node-sqlite.mjs'), file]);

export const startKestrel = () => Server.start('dotnet', [built('MolnOS.Sandbox.Bench.Kestrel', 'bare-kestrel.dll'), '--urls', 'http://127.0.0.1:0']);

/** A supervisor on a data folder of its own, and the few calls of its API that are needed here. */
export class Supervisor {
  /** @param {Record<string, string>} settings @param {string} [data] a folder that another one has left */
  static async start(settings = {}, data = mkdtempSync(join(tmpdir(), 'molnos-bench-'))) {
    const args = Object.entries({ urls: 'http://127.0.0.1:0', 'Data:Path': data, ...settings }).flatMap(([key, value]) => [`--${key}`, value]);
    const server = await Server.start('dotnet', [built('MolnOS.Sandbox.Supervisor', 'molnos-sandbox.dll'), ...args]);
    const supervisor = new Supervisor(server, data);
    while (!(await fetch(`${server.url}/health/ready`)).ok) await sleep(20);
    supervisor.token = readFileSync(join(data, 'admin.token'), 'utf8').trim();
    return supervisor;
  }

  /** @param {Server} server @param {string} data */
  constructor(server, data) {
    this.server = server;
    this.data = data;
    this.token = '';
    this.agent = new Agent({ keepAlive: true });
  }

  /** @param {string} name @param {string} code @param {object} more */
  async deploy(name, code, more = {}) {
    const answer = await fetch(`${this.server.url}/functions/deploy`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name, code, ...more }),
    });
    const body = await answer.json();
    if (answer.status !== 201) throw new Error(`deploy: ${answer.status} ${JSON.stringify(body)}`);
    return `${this.server.url}/functions/run/${body.function.id}`;
  }

  /** One GET over a connection that stays open; fetch would add its own time to the one measured. @param {string} url */
  async call(url) {
    const [answer] = await once(get(url, { agent: this.agent, headers: { authorization: `Bearer ${this.token}` } }), 'response');
    const text = (await answer.setEncoding('utf8').toArray()).join('');
    if (answer.statusCode !== 200) throw new Error(`call: ${answer.statusCode} ${text}`);
    return text;
  }

  /** The ids of all node processes below the supervisor. */
  workers() {
    return workersBelow(this.server.child.pid);
  }

  /** Ends it as the kernel would, and leaves its data. */
  async kill() {
    this.agent.destroy();
    const exit = once(this.server.child, 'exit');
    this.server.child.kill('SIGKILL');
    await exit;
  }

  async stop() {
    this.agent.destroy();
    await this.server.stop();
    rmSync(this.data, { recursive: true, force: true });
  }
}

/** The ids of all node processes below a supervisor. @param {number | undefined} supervisor */
export function workersBelow(supervisor) {
  /** @type {Map<number, number>} */
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0]));
    } catch { /* It ended while we looked. */ }
  }
  const isBelow = (/** @type {number} */ id) => {
    for (let at = parents.get(id); at; at = parents.get(at)) if (at === supervisor) return true;
    return false;
  };
  return [...parents.keys()].filter((id) => isBelow(id) && isNode(id));
}

/** @param {number} id */
function isNode(id) {
  try {
    return readlinkSync(`/proc/${id}/exe`).endsWith('/node');
  } catch {
    return false;
  }
}

/** @param {string} project @param {string} file */
function built(project, file) {
  return join(root, 'artifacts/bin', project, 'release', file);
}
