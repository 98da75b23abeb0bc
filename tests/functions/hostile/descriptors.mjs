// @ts-nocheck
// Attacks by the descriptors a worker was born with: 0 nothing, 1 and 2 the log, 3 and 4 the wire, 5 the start marks.
import { brokeProtocol, gets, outOfTime, own, stopped, workerGone } from './wants.mjs';

const notWritable = [stopped('EBADF', 'EPERM', 'EINVAL', 'EFBIG', 'ERR_ACCESS_DENIED')];

export const descriptors = [
  { name: 'find a descriptor that leads out', control: false, wants: [stopped('CONTAINED', 'ERR_ACCESS_DENIED', 'EPERM')], attack: ({ contained }) => {
    const fs = require('node:fs');
    const open = [];
    for (let fd = 0; fd < 256; fd++) {
      try {
        const stat = fs.fstatSync(fd);
        const kind = ['File', 'Directory', 'Socket', 'BlockDevice', 'CharacterDevice', 'FIFO'].find((name) => stat[`is${name}`]());
        open.push([fd, kind]);
        // The marks are a file in memory; libuv has pipes, event counters and perhaps a pair of sockets of its own.
        if (kind === 'Directory' || kind === 'BlockDevice' || (kind === 'File' && fd !== 5)) return { fd, kind };
      } catch (error) {
        if (error.code !== 'EBADF') throw error;
      }
    }
    return contained(JSON.stringify(open));
  } },
  { name: 'write to descriptor 0', control: false, wants: notWritable, attack: () => require('node:fs').writeSync(0, 'x') },
  { name: 'write to descriptor 3', control: false, wants: notWritable, attack: () => require('node:fs').writeSync(3, 'x') },
  { name: 'read what the supervisor sends', control: false, wants: [stopped('EAGAIN', 'EPERM', 'EBADF', 'ERR_ACCESS_DENIED')], attack: () => require('node:fs').readSync(3, Buffer.alloc(100)) },
  { name: 'write junk to descriptor 4', wants: [brokeProtocol], code: "function handler() { require('node:fs').writeSync(4, 'junk\\n'); return new Promise(() => {}); }" },
  { name: 'write past the log capture to 1 and 2', wants: [stopped('CONTAINED')], control: false, attack: async ({ contained }) => {
    const net = require('node:net');
    for (const fd of [1, 2]) new net.Socket({ fd, readable: false, writable: true }).write('{"jsonrpc":"2.0","method":"ready","params":{}}\n');
    contained('lines of its own log');
  } },
  { name: 'close 0 to 63', wants: [workerGone, brokeProtocol, outOfTime], limits: { timeoutMs: 1500 }, code: `function handler() {
    for (let fd = 0; fd < 64; fd++) try { require('node:fs').closeSync(fd); } catch {}
    return 'alone';
  }` },
  { name: 'close the way of its answers', wants: [workerGone, outOfTime], limits: { timeoutMs: 1500 }, code: "function handler() { require('node:fs').closeSync(4); return 'alone'; }" },
  { name: 'close the way of its calls', wants: [gets(200), workerGone, outOfTime], limits: { timeoutMs: 1500 }, code: "function handler() { require('node:fs').closeSync(3); return 'alone'; }" },
  { name: 'cut the start marks under the supervisor', control: false, wants: notWritable, attack: ({ any }) => any({
    cut: () => require('node:fs').ftruncateSync(5, 0) ?? 'cut',
    grow: () => require('node:fs').ftruncateSync(5, 1 << 30) ?? 'grown',
  }) },
  { name: 'write beyond the start marks', control: false, wants: [stopped('EBADF', 'EPERM', 'EFBIG', 'EINVAL', 'ERR_ACCESS_DENIED', 'ERR_FS_FILE_TOO_LARGE', 'ENOSPC')], attack: () => require('node:fs').writeSync(5, Buffer.alloc(1 << 20), 0, 1 << 20, 1 << 20) },
  { name: 'set every start mark', wants: [own], code: `function handler(request) {
    try { require('node:fs').writeSync(5, Buffer.alloc(4096, 255), 0, 4096, 0); } catch {}
    return { n: request.query.n };
  }`, },
  { name: 'erase its start mark and die, to be run again and again', wants: [workerGone, gets(503), outOfTime], limits: { timeoutMs: 3000 }, code: `function handler() {
    try { require('node:fs').writeSync(5, Buffer.alloc(4096), 0, 4096, 0); } catch {}
    process.reallyExit(0);
  }` },
  { name: 'change modes and owners through descriptors', control: false, wants: [stopped('EPERM', 'EBADF', 'ERR_ACCESS_DENIED', 'CONTAINED')], attack: ({ any }) => any({
    mode: () => require('node:fs').fchmodSync(1, 0o777) ?? 'mode',
    owner: () => require('node:fs').fchownSync(1, 1, 1) ?? 'owner',
  }) },
  { name: 'open files without end', wants: [stopped('EMFILE', 'ERR_ACCESS_DENIED')], control: false, attack: () => {
    let fd = 0;
    for (let n = 0; n < 2000; n++) fd = require('node:fs').openSync(process.argv[1]);
    return `${fd} descriptors`;
  } },
];
