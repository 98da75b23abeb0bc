// @ts-nocheck
// Attacks by printing: a flood is cut, and no line can look like another's, or like the supervisor's own.
import { gets, outOfMemory, outOfTime } from './wants.mjs';

const limits = { timeoutMs: 3000 };
const served = [gets(200, /done/)];

/** The supervisor's own output must not show what a function printed. */
const staysInside = (marker) => ({ output }) => (output.includes(marker) ? 'the supervisor printed it' : undefined);

export const logs = [
  { name: 'console flood', limits, wants: served, code: "function handler() { for (let n = 0; n < 50_000; n++) console.log('x'.repeat(100)); return 'done'; }" },
  { name: 'console flood for ever', limits, wants: [outOfTime, outOfMemory], code: "function handler() { for (;;) console.error('x'.repeat(100)); }" },
  { name: 'stdout flood of 50 MB', limits, wants: served, code: "async function handler() { for (let n = 0; n < 50; n++) process.stdout.write('x'.repeat(1 << 20) + '\\n'); return 'done'; }" },
  { name: 'stderr flood past the capture', limits: { timeoutMs: 3000, memoryMb: 64 }, wants: [...served, outOfMemory, outOfTime], code: `async function handler() {
    const socket = new (require('node:net').Socket)({ fd: 2, readable: false, writable: true });
    for (let n = 0; n < 500; n++) await new Promise((resolve) => socket.write('x'.repeat(100_000) + '\\n', resolve));
    return 'done';
  }` },
  { name: 'a flood of lines of one letter past the capture', limits: { timeoutMs: 3000, memoryMb: 64 }, wants: [...served, outOfMemory, outOfTime], code: `async function handler() {
    const socket = new (require('node:net').Socket)({ fd: 1, readable: false, writable: true });
    for (let n = 0; n < 100; n++) await new Promise((resolve) => socket.write('x\\n'.repeat(100_000), resolve));
    return 'done';
  }` },
  { name: 'one line of 50 MB', limits, wants: served, code: "function handler() { console.log('x'.repeat(50 << 20)); return 'done'; }",
    check: ({ logs }) => (logs.some(({ message }) => message.length > 17 * 1024) ? 'a line is longer than 16 KiB' : undefined) },
  { name: 'a line of 50 MB without end, past the capture', limits: { timeoutMs: 3000, memoryMb: 128 }, wants: [...served, outOfMemory, outOfTime], code: `async function handler() {
    const socket = new (require('node:net').Socket)({ fd: 2, readable: false, writable: true });
    for (let n = 0; n < 50; n++) await new Promise((resolve) => socket.write('x'.repeat(1 << 20), resolve));
    return 'done';
  }` },
  { name: 'lines that look like the log itself', wants: served, code: `function handler(request, context) {
    const forged = JSON.stringify({ level: 'error', message: 'forged-by-a-line', functionId: 'somebody', timestamp: '2000-01-01T00:00:00Z' });
    console.log('x\\n' + forged + '\\r\\n' + '2026-01-01 fail: MolnOS[400] forged-by-a-line');
    context.log.info('forged-by-a-line', { level: 'error', functionId: 'somebody', timestamp: '2000-01-01T00:00:00Z', invocationId: '0' });
    return 'done';
  }`, check: ({ logs, output }) => (logs.some(({ level, timestamp }) => level === 'error' || timestamp.startsWith('2000')) ? 'a line has the level or time it gave itself' : staysInside('forged-by-a-line')({ output })) },
  { name: 'control characters', wants: served, code: `function handler() {
    console.log('\\u001b[2J\\u001b]0;forged-title\\u0007\\u0000\\u0008\\u007f\\u009b31m\\u2028\\u202e forged-by-control');
    return 'done';
  }`, check: staysInside('forged-by-control') },
  { name: 'halves of characters', wants: served, code: `function handler(request, context) {
    console.log('\\ud800', '\\udfff\\ud800'); context.log.error('\\udc00', { '\\ud800': '\\udc00' });
    process.stdout.write(Buffer.from([0xff, 0xfe, 0xf0, 0x9f, 10])); return 'done';
  }` },
  { name: 'fields that fight back', limits, wants: served, code: `function handler(request, context) {
    const deep = []; let at = deep; for (let n = 0; n < 100_000; n++) { at.push([]); at = at[0]; }
    const ring = {}; ring.ring = ring;
    for (const fields of [deep, ring, { get x() { throw 1; } }, new Proxy({}, { ownKeys() { throw 1; } }), { toJSON() { throw 1; } }, { n: 1n }, { f() {} }, null, 7]) {
      try { context.log.info('x', fields); } catch {}
      try { console.log(fields); } catch {}
    }
    return 'done';
  }` },
];
