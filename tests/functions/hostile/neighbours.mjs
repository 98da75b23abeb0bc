// @ts-nocheck
// Attacks on what belongs to others: another function's data, the server's environment, facts of the host.
// The neighbour of the runner keeps a text of the form neighbour-secret-<32 digits> in a global, its environment and its answers.
import { hidden, stopped } from './wants.mjs';

const kept = [stopped('CONTAINED', 'ERR_ACCESS_DENIED', 'EPERM', 'ENOENT', 'EACCES')];

export const neighbours = [
  { name: "find another function's globals", control: false, wants: kept, attack: ({ any, contained }) => {
    const look = (value) => { const found = /neighbour-secret-[0-9a-f]{32}/.exec(require('node:util').inspect(value, { depth: 3, showHidden: true })); return found?.[0] ?? contained('not there'); };
    return any({ globals: () => look(globalThis), env: () => look(process.env), cache: () => look(require.cache), prototype: () => look(Object.prototype), argv: () => look([process.argv, process.execArgv, process.title]) });
  } },
  { name: 'search the whole heap for it', control: false, wants: kept, limits: { timeoutMs: 10_000, memoryMb: 256 }, attack: async ({ contained }) => {
    let tail = '';
    for await (const part of require('node:v8').getHeapSnapshot()) {
      const text = tail + part;
      const found = /neighbour-secret-[0-9a-f]{32}/.exec(text);
      if (found) return found[0];
      tail = text.slice(-60);
    }
    return contained('not in this heap');
  } },
  { name: 'search memory that was used before', control: false, wants: kept, limits: { timeoutMs: 5000, memoryMb: 256 }, attack: ({ contained }) => {
    for (let n = 0; n < 64; n++) {
      const found = /neighbour-secret-[0-9a-f]{32}|Bearer [\w-]{16}/.exec(Buffer.allocUnsafeSlow((1 << 20) - n * 4096).toString('latin1'));
      if (found) return found[0];
    }
    return contained('nothing of anybody');
  } },
  { name: 'find the environment of the server', control: false, wants: kept, attack: ({ contained }) => {
    const foreign = Object.keys(process.env).filter((name) => !['OWN', 'NODE_ENV', 'LANG', 'TZ', 'UV_THREADPOOL_SIZE', 'PWD'].includes(name));
    return foreign.length > 0 ? foreign : contained('its own alone');
  } },
  { name: 'learn the name of the host', needs: 'kernel', wants: kept, attack: ({ facts, contained }) => (require('node:os').hostname() === facts.hostname ? facts.hostname : contained(require('node:os').hostname())) },
  { name: 'learn the user of the server', needs: 'kernel', wants: [stopped('CONTAINED', 'ERR_ACCESS_DENIED', 'EPERM', 'ENOENT', 'ERR_SYSTEM_ERROR')], attack: ({ facts, contained }) => {
    const { username, homedir } = require('node:os').userInfo();
    return username === facts.user ? { username, homedir } : contained(username);
  } },
  { name: 'learn the addresses of the host', needs: 'kernel', wants: [stopped('CONTAINED', 'ERR_ACCESS_DENIED', 'EPERM', 'ERR_SYSTEM_ERROR')], control: false, attack: ({ contained }) => {
    const names = Object.keys(require('node:os').networkInterfaces()).filter((name) => name !== 'lo');
    return names.length > 0 ? names : contained('none but its own');
  } },
  { name: 'learn all that from a report', needs: 'kernel', wants: kept, attack: ({ facts, contained }) => {
    const report = process.report.getReport();
    const text = JSON.stringify(report);
    const learned = [facts.repository, facts.data, 'MOLNOS_', 'neighbour-secret'].filter((word) => text.includes(word));
    if (report.header.host === facts.hostname) learned.push(facts.hostname);
    return learned.length > 0 ? learned : contained('a report of its own alone');
  } },
  { name: 'read what the loader keeps', control: false, wants: [...hidden, stopped('MODULE_NOT_FOUND', 'TypeError')], attack: ({ any, contained }) => {
    const module = require('node:module');
    return any({
      cache: () => Object.keys(module._cache).find((name) => !name.includes('node-shim')) ?? contained('the shim alone'),
      main: () => process.mainModule?.filename ?? contained('none'),
      source: () => module.findSourceMap(process.argv[1])?.payload ?? contained('none'),
    });
  } },
];
