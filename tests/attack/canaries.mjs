// @ts-check
// What an attack must not reach: a file, a process and listeners on every kind of address. Whatever is touched sings.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

const song = 'molnos canary';
const root = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');

export class Canaries {
  /** What was touched, in words. @type {string[]} */
  touched = [];
  folder = mkdtempSync(join(tmpdir(), 'molnos-attack-'));
  file = join(this.folder, 'canary.txt');
  module = join(this.folder, 'canary.cjs');
  /** Named as an attacker would find them. @type {Record<string, any>} */
  facts = {};
  /** @type {{ close(): unknown }[]} */
  #listeners = [];
  process = spawnSleeper();
  #written = 0;

  /** @param {{ url: string, data?: string }} target */
  static async place({ url, data }) {
    const canaries = new Canaries();
    const { folder, file, module } = canaries;
    chmodSync(folder, 0o777);
    canaries.#restore();
    writeFileSync(module, `module.exports = '${song}';\n`);
    const abstract = `molnos-attack-${process.pid}`;
    const unix = join(folder, 'canary.sock');
    canaries.facts = {
      url, file, folder, module, unix, abstract, data: data ?? folder, repository: root, hostname: hostname(), user: userInfo().username,
      pid: canaries.process.pid,
      tcp: await canaries.#listen('tcp', { host: '127.0.0.1', port: 0 }),
      tcp6: await canaries.#listen('tcp over IPv6', { host: '::1', port: 0 }).catch(() => 1),
      udp: await canaries.#listenUdp(),
    };
    await canaries.#listen('unix socket', { path: unix });
    await canaries.#listen('abstract socket', { path: `\0${abstract}` });
    return canaries;
  }

  /** What was touched since the last time; all is as it was after that. */
  take() {
    const said = this.touched.splice(0);
    if (this.process.exitCode !== null || this.process.signalCode !== null) {
      said.push('the process outside was ended');
      this.process = spawnSleeper();
      this.facts.pid = this.process.pid;
    }
    if (!existsSync(this.file) || readFileSync(this.file, 'utf8') !== song || statSync(this.file).mtimeMs !== this.#written) {
      said.push('the file outside was changed');
      this.#restore();
    }
    const strange = readdirSync(this.folder).filter((name) => !name.startsWith('canary.'));
    if (strange.length > 0) said.push(`files were made outside: ${strange}`);
    for (const name of strange) rmSync(join(this.folder, name), { recursive: true, force: true });
    return said;
  }

  remove() {
    for (const listener of this.#listeners) listener.close();
    this.process.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  #restore() {
    rmSync(this.file, { recursive: true, force: true });
    writeFileSync(this.file, song);
    this.#written = statSync(this.file).mtimeMs;
  }

  /** @param {string} kind @param {import('node:net').ListenOptions} where */
  async #listen(kind, where) {
    const server = createServer((socket) => {
      this.touched.push(`${kind} was connected to`);
      socket.on('error', () => {}).destroy();
    });
    server.listen(where).unref();
    await once(server, 'listening');
    this.#listeners.push(server);
    const address = server.address();
    return typeof address === 'object' ? address?.port : 0;
  }

  async #listenUdp() {
    const socket = createSocket('udp4');
    socket.on('message', (message, from) => {
      this.touched.push('a datagram arrived');
      // Its first two bytes are the number of a question to a name server; the rest is rubbish.
      socket.send(Buffer.concat([message.subarray(0, 2), Buffer.from('rubbish')]), from.port, from.address);
    });
    socket.bind(0, '127.0.0.1').unref();
    await once(socket, 'listening');
    this.#listeners.push(socket);
    return socket.address().port;
  }
}

function spawnSleeper() {
  return spawn('/bin/sleep', ['600'], { stdio: 'ignore' });
}
