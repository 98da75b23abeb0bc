// @ts-check
// Stands in for the shim behind a worker's walls, without any of Node's own, tries every door, and writes what happened to descriptor 4.
import { spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import zlib from 'node:zlib';
import { askKernel, run } from './kernel.mjs';

/** @type {Record<string, unknown>} */
const seen = {};

/** The result of a try, or the code of its error. @param {string} name @param {() => unknown} attempt */
async function look(name, attempt) {
  try {
    seen[name] = (await attempt()) ?? 'done';
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    seen[name] = code ?? message;
  }
}

/** @param {string} path */
const text = (path) => fs.readFileSync(path, 'utf8');
/** @param {string} path */
const words = (path) => text(path).split('\0').slice(0, -1);
/** @param {string} path */
const names = (path) => fs.readdirSync(path).sort();
/** @param {string} path */
const numbers = (path) => names(path).filter((name) => /^\d+$/.test(name));

// What there is to see.
await look('root', () => names('/'));
await look('devices', () => names('/dev'));
await look('shim', () => names('/shim'));
await look('processes', () => numbers('/proc'));
await look('passwd', () => text('/etc/passwd'));
await look('home', () => names('/root'));
await look('parentRoot', () => text('/proc/1/root/etc/passwd'));
await look('status', () => Object.fromEntries(text('/proc/self/status').trim().split('\n').map((line) => line.split(/:\s*/, 2))));
await look('mounts', () => text('/proc/self/mountinfo').trim().split('\n').map((line) => line.split(' ')).map((of) => ({ source: of[3], target: of[4], options: of[5] })));
await look('environment', () => words('/proc/self/environ'));
await look('parentEnvironment', () => words('/proc/1/environ'));
await look('parentCommand', () => words('/proc/1/cmdline'));
await look('host', () => os.hostname());
await look('user', () => [process.getuid?.(), process.geteuid?.(), process.getgid?.(), process.getegid?.()]);
await look('interfaces', () => text('/proc/net/dev').split('\n').slice(2).map((line) => line.split(':')[0].trim()).filter(Boolean));
await look('descriptors', () => Object.fromEntries(numbers('/proc/self/fd').map((name) => {
  try {
    return [name, fs.readlinkSync(`/proc/self/fd/${name}`).replace(/:?\[.*| \(deleted\)/, '')];
  } catch {
    return [name, 'listing'];
  }
})));

// Ways to write.
for (const path of ['/file', '/shim/file', '/dev/file', '/lib/file', '/proc/self/oom_score_adj', '/proc/sys/kernel/core_pattern', '/proc/self/mem', '/dev/null', '/node']) {
  await look(`write ${path}`, () => fs.closeSync(fs.openSync(path, 'r+')));
  await look(`create ${path}`, () => fs.closeSync(fs.openSync(path, 'w')));
}
await look('mkdir', () => fs.mkdirSync('/folder'));
await look('symlink', () => fs.symlinkSync('/proc', '/link'));
await look('link', () => fs.linkSync('/shim/main.mjs', '/link'));
await look('chmod', () => fs.chmodSync('/shim/main.mjs', 0o777));
await look('rename', () => fs.renameSync('/shim/main.mjs', '/shim/other.mjs'));
await look('unlink', () => fs.unlinkSync('/shim/main.mjs'));
await look('growSharedMemory', () => fs.writevSync(5, [Buffer.alloc(1)], fs.fstatSync(5).size));

// Ways out.
await look('tcp', () => new Promise((resolve, reject) => net.connect(80, '127.0.0.1').on('connect', resolve).on('error', reject)));
await look('listen', () => new Promise((resolve, reject) => net.createServer().on('error', reject).listen(0, () => resolve('listening'))));
await look('abstractSocket', () => new Promise((resolve, reject) => net.connect('\0molnos').on('connect', resolve).on('error', reject)));
await look('spawn', () => { throw spawnSync('/node', ['--version']).error ?? new Error('spawned'); });
await look('kernel', () => askKernel({ isFree: false }));
await look('runSharedMemory', () => run('/proc/self/fd/5'));
await look('runShim', () => run('/shim/main.mjs'));
await look('runShell', () => run('/bin/sh'));

// What must work behind the walls.
await look('works memoryUsage', () => process.memoryUsage().rss > 0);
await look('works cpus', () => os.cpus().length > 0);
await look('works pbkdf2', async () => (await promisify(crypto.pbkdf2)('a', 'b', 10, 32, 'sha256')).length === 32);
await look('works gzip', async () => (await promisify(zlib.gzip)(Buffer.alloc(100_000))).length > 0);
await look('works wasm', async () => {
  const add = Buffer.from('0061736d0100000001070160027f7f017f030201000707010361646400000a09010700200020016a0b', 'hex');
  const { instance } = await WebAssembly.instantiate(add);
  return /** @type {(a: number, b: number) => number} */ (instance.exports.add)(1, 2) === 3;
});
await look('works threads', () => new Promise((resolve, reject) => {
  new Worker('require("worker_threads").parentPort.postMessage(true)', { eval: true }).on('message', resolve).on('error', reject);
}));
await look('works timers', () => new Promise((resolve) => { setTimeout(resolve, 5, true); }));
await look('works random', () => crypto.randomUUID().length === 36);
await look('works garbage', () => { for (let i = 0; i < 200; i++) Buffer.alloc(1_000_000).fill(i); return true; });
await look('works sharedMemory', () => fs.writevSync(5, [Buffer.from([1])], 7) === 1);
await look('works setName', () => { process.title = 'probe'; return true; });

fs.writeSync(4, JSON.stringify(seen) + '\n');
process.exit(0);
