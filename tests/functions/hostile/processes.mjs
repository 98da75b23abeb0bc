// @ts-nocheck
// Attacks on and by processes: none is started, none is signalled, none is looked into.
import { denied, gets, outOfTime, stopped, workerGone } from './wants.mjs';

const outOfReach = [stopped('EPERM', 'ESRCH', 'EACCES', 'ERR_ACCESS_DENIED')];

export const processes = [
  { name: 'start a shell', wants: denied, attack: ({ any }) => {
    const { spawnSync, execSync, execFileSync } = require('node:child_process');
    const started = ({ error, stdout }) => { if (error) throw error; return String(stdout); };
    return any({
      spawnSync: () => started(spawnSync('/bin/sh', ['-c', 'id'])),
      execSync: () => String(execSync('id')),
      execFileSync: () => String(execFileSync(process.execPath, ['-p', '1'])),
    });
  } },
  { name: 'fork bomb', wants: denied, attack: async ({ any, event }) => {
    const { spawn, fork } = require('node:child_process');
    const bomb = () => Promise.all(Array.from({ length: 8 }, () => event(spawn(process.execPath, ['-e', 'setTimeout(() => {}, 500)']), 'spawn')));
    return any({ spawn: bomb, fork: () => event(fork(process.argv[1]), 'spawn') });
  } },
  { name: 'cluster', wants: denied, attack: ({ facts, event }) => {
    const cluster = require('node:cluster');
    cluster.setupPrimary({ exec: facts.module, silent: true });
    return event(cluster, 'fork', cluster.fork() && 400);
  } },
  { name: 'start a process by its raw binding', wants: denied, attack: () => {
    const { spawn } = process.binding('spawn_sync');
    const { error } = spawn({ file: '/bin/true', args: ['true'], stdio: [{ type: 'ignore' }] });
    if (error) throw Object.assign(new Error('spawn_sync'), { code: require('node:util').getSystemErrorName(error) });
    return 'started';
  } },
  { name: 'become another program', wants: [...denied, workerGone], control: false, attack: ({ context, facts }) => {
    const script = `
      const fs = require('fs');
      const escaped = fs.existsSync(${JSON.stringify(facts.file)});
      const body = escaped ? { escaped, got: 'became node without walls' } : { escaped, stopped: 'CONTAINED', message: 'became node behind the same walls' };
      fs.writeSync(4, JSON.stringify({ jsonrpc: '2.0', id: ${JSON.stringify(context.invocationId)}, result: { status: 200, headers: {}, bodyType: 'json', body } }) + '\\n');
      setTimeout(() => {}, 1000);`;
    return process.execve(process.execPath, ['node', '-e', script], {});
  } },
  { name: 'threads without end', wants: [...denied, gets(502), outOfTime], limits: { timeoutMs: 2000, memoryMb: 64 }, control: false, attack: async () => {
    const { Worker } = require('node:worker_threads');
    const workers = [];
    for (let n = 0; n < 200; n++) {
      const worker = new Worker('setInterval(() => {}, 1000)', { eval: true });
      await require('node:events').once(worker, 'online');
      workers.push(worker);
    }
    return `${workers.length} threads`;
  } },
  { name: 'end a process outside', needs: 'kernel', control: false, wants: outOfReach, attack: ({ facts }) => process.kill(facts.pid, 'SIGTERM') },
  { name: 'signal everybody (signal 0)', needs: 'kernel', wants: outOfReach, attack: () => process.kill(-1, 0) },
  { name: 'signal by the raw call', needs: 'kernel', wants: outOfReach, attack: ({ facts, any }) => any({
    kill: () => {
      const error = process._kill(facts.pid, 0);
      if (error) throw Object.assign(new Error('_kill'), { code: require('node:util').getSystemErrorName(error) });
      return 'signalled';
    },
    group: () => process.kill(-facts.pid, 0),
  }) },
  { name: 'switch on the debugger of a process outside', needs: 'kernel', control: false,
    wants: [stopped('EPERM', 'ESRCH', 'EACCES', 'ERR_ACCESS_DENIED', 'Error')], attack: ({ facts }) => process._debugProcess(facts.pid) ?? 'signalled' },
  { name: 'change the priority of a process outside', needs: 'kernel', wants: [stopped('EPERM', 'ESRCH', 'EACCES', 'ERR_SYSTEM_ERROR')],
    attack: ({ facts, contained }) => {
      try {
        require('node:os').setPriority(facts.pid, 19);
      } catch (error) {
        throw Object.assign(error, { code: error.info?.code ?? error.code });
      }
      return 'changed';
    } },
  { name: 'stop itself for ever', wants: [stopped('EPERM'), outOfTime], limits: { timeoutMs: 500 }, control: false, attack: () => process.kill(process.pid, 'SIGSTOP') && new Promise(() => {}) },
  { name: 'become root', needs: 'kernel', wants: [stopped('EPERM', 'EINVAL', 'CONTAINED', 'ERR_ACCESS_DENIED')], attack: ({ contained }) => {
    for (const call of ['setgid', 'setegid', 'setuid', 'seteuid']) process[call](0);
    process.setgroups([0]);
    return process.getuid() === 0 ? 'root' : contained('root of nothing');
  } },
  { name: 'leave with 0', wants: [gets(502, /code 0/)], code: 'function handler() { process.exit(0); }' },
  { name: 'leave at once past every listener', wants: [gets(502, /code 0/)], code: 'function handler() { process.reallyExit(0); }' },
  { name: 'leave by abort', wants: [gets(502, /SIGABRT/)], code: 'function handler() { process.abort(); }' },
  { name: 'load native code', wants: [stopped('ERR_ACCESS_DENIED', 'ERR_DLOPEN_DISABLED', 'EPERM', 'CONTAINED')], attack: ({ contained }) => {
    const library = (process.report.getReport().sharedObjects ?? []).find((path) => /libm|libdl|libc\.so/.test(path));
    try {
      process.dlopen({ exports: {} }, library);
    } catch (error) {
      // A library that is no addon has been loaded when this is said: its constructors have run.
      if (/self-register|Module did not/.test(error.message)) return `loaded ${library}`;
      throw error;
    }
    return contained('nothing happened');
  } },
  { name: 'write its own memory past its code', control: false, wants: denied,
    attack: ({ contained }) => contained(`its own memory alone, by ${require('node:fs').openSync('/proc/self/mem', 'r+')}`) },
];
