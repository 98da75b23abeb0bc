// @ts-check
// Usage: node slowloris.mjs [--save]; see scripts/bench. With --dribble HOST PORT PATH it is the attacker, a process of its own.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { arch, cpus, loadavg, release } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Supervisor } from './servers.mjs';

const dribbling = 500;
const [turns, secondsEach, callers] = [6, 4, 8];

const at = (/** @type {number[]} */ values, /** @type {number} */ share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];

/** Holds so many connections, half in their headers and half in their bodies, and makes a new one for each that is hung up on. @param {string} host @param {number} port @param {string} path */
function dribble(host, port, path) {
  let open = 0;
  let closed = 0;
  const hold = (/** @type {number} */ number) => {
    const socket = connect({ host, port, noDelay: true }, () => {
      open += 1;
      socket.write(number % 2 ? `GET ${path} HTTP/1.1\r\nHost: x\r\nX-Slow: ` : `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n`);
    });
    const timer = setInterval(() => socket.write('x'), 1000);
    socket.resume().on('error', () => {}).on('close', () => {
      clearInterval(timer);
      open -= 1;
      closed += 1;
      setTimeout(hold, 100, number);
    });
  };
  for (let number = 0; number < dribbling; number += 1) hold(number);
  setInterval(() => process.send?.({ open, closed }), 200);
  process.on('disconnect', () => process.exit());
}

/** Starts the attacker, and returns when all its connections are open. @param {URL} url */
async function startDribbling(url) {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), '--dribble', url.hostname, url.port, url.pathname], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const told = { open: 0, closed: 0 };
  child.on('message', (message) => Object.assign(told, message));
  for (const deadline = Date.now() + 30_000; told.open < dribbling;) {
    if (Date.now() > deadline) throw new Error(`only ${told.open} connections dribble`);
    await once(child, 'message');
  }
  return { told, stop: async () => { const exit = once(child, 'exit'); child.disconnect(); await exit; } };
}

/** Calls for some time, over connections that stay open. @param {string} url @returns {Promise<number[]>} milliseconds of each */
async function callFor(url, /** @type {Agent} */ agent) {
  /** @type {number[]} */
  const times = [];
  const end = performance.now() + secondsEach * 1000;
  await Promise.all(Array.from({ length: callers }, async () => {
    while (performance.now() < end) {
      const begin = performance.now();
      const [answer] = await once(get(url, { agent }), 'response');
      await answer.toArray();
      if (answer.statusCode !== 200) throw new Error(`call: ${answer.statusCode}`);
      times.push(performance.now() - begin);
    }
  }));
  return times;
}

async function measure() {
  const load = () => loadavg().map((value) => value.toFixed(1)).join(' ');
  const before = load();
  const supervisor = await Supervisor.start({ 'Logging:Level': 'Error' });
  const agent = new Agent({ keepAlive: true, maxSockets: callers });
  /** @type {{ alone: number[], beside: number[] }} */
  const all = { alone: [], beside: [] };
  let closed = 0;
  try {
    const url = await supervisor.deploy('hello', "async function handler() { return 'hello'; }", { allowUnauthenticated: true });
    await callFor(url, agent);
    for (let turn = 0; turn < turns; turn += 1) {
      console.error(`  turn ${turn + 1} of ${turns}`);
      all.alone = all.alone.concat(await callFor(url, agent));
      const attack = await startDribbling(new URL(url));
      all.beside = all.beside.concat(await callFor(url, agent));
      closed += attack.told.closed;
      await attack.stop();
    }
  } finally {
    agent.destroy();
    await supervisor.stop();
  }
  const ms = (/** @type {number} */ value) => `${value.toFixed(2)} ms`;
  const row = (/** @type {string} */ name, /** @type {number} */ share) =>
    `| ${name} | ${ms(at(all.alone, share))} | ${ms(at(all.beside, share))} | ${(at(all.beside, share) / at(all.alone, share)).toFixed(2)} | 1 |`;
  const report = `# Slow clients

${new Date().toISOString().slice(0, 10)}, ${cpus().length} processors (${cpus()[0].model.trim()}), Linux ${release()} ${arch()}, Node ${process.versions.node}, .NET ${execFileSync('dotnet', ['--version'], { encoding: 'utf8' }).trim()}.
Load before ${before}, after ${load()}. ${callers} callers one call after the other, ${turns} turns of ${secondsEach} s without and with ${dribbling} connections that dribble a byte a second,
half in headers and half in bodies, from a process of its own; each that the server closes is made again. ${closed} were closed. No call failed. ${all.alone.length} and ${all.beside.length} calls.

| a call | alone | beside them | ratio | target |
| --- | --- | --- | --- | --- |
${row('p50', 0.5)}
${row('p99', 0.99)}
`;
  console.log(report);
  if (process.argv.includes('--save')) writeFileSync(new URL('results/slowloris.md', import.meta.url), report);
}

const [, , mode, host, port, path] = process.argv;
if (mode === '--dribble') {
  dribble(host, Number(port), path);
} else {
  await measure();
}
