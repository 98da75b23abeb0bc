// @ts-nocheck
// Attacks on memory: whoever takes too much ends alone, and with an answer that says so. On a machine that is busy the time may be up first.
import { gets, outOfMemory, outOfTime, workerGone } from './wants.mjs';

const limits = { memoryMb: 32, timeoutMs: 8000 };
const bomb = (name, body, wants = [outOfMemory, outOfTime], more = {}) => ({ name, limits: { ...limits, ...more }, wants, code: `const hoard = [];\nasync function handler() { ${body} }` });

export const memory = [
  bomb('heap', 'for (;;) hoard.push(new Array(10_000).fill({ n: hoard.length }));'),
  bomb('typed arrays', 'for (;;) hoard.push(new Uint8Array(8 << 20).fill(1));'),
  bomb('array buffers that nobody touches', 'for (;;) hoard.push(new ArrayBuffer(256 << 20));', [outOfMemory, outOfTime, workerGone, gets(500, /RangeError|allocation failed/)], { timeoutMs: 1500 }),
  bomb('one that grows', 'const grown = new ArrayBuffer(1, { maxByteLength: 2 ** 32 }); for (let n = 2; ; n *= 2) { grown.resize(n); new Uint8Array(grown).fill(1); }', [outOfMemory, outOfTime, gets(500, /RangeError|allocation failed/)]),
  bomb('shared array buffers', 'for (;;) { const part = new SharedArrayBuffer(8 << 20); new Uint8Array(part).fill(1); hoard.push(part); }'),
  bomb('WebAssembly', 'for (;;) { const part = new WebAssembly.Memory({ initial: 128 }); new Uint8Array(part.buffer).fill(1); hoard.push(part); }'),
  bomb('Buffer', 'for (;;) hoard.push(Buffer.alloc(8 << 20, 1));'),
  // The supervisor looks every 200 ms. It starts rested and as full as it may be; a page that is touched once counts. Several times, since
  // it depends on when the look falls. What the group allows is memoryMb and 96 MiB, and never a page more.
  { ...bomb('pages touched faster than anybody looks', 'const touch = (mb) => { const part = new Uint8Array(mb << 20); hoard.push(part); for (let at = 0; at < part.length; at += 4096) part[at] = 1; }; touch(64); await new Promise((resolve) => setTimeout(resolve, 600)); for (;;) touch(256);', [outOfMemory, outOfTime, workerGone], { memoryMb: 64 }),
    needs: 'kernel', measure: { of: 'memory', atMost: 64 + 96 + 8, calls: 5 } },
  bomb('a string doubled', "let text = 'x'.repeat(1 << 20); for (let n = 0; ; n++) { hoard.push(JSON.parse(JSON.stringify(text + n))); text.at(-1); }"),
  bomb('Map growth', 'const map = new Map(); for (let n = 0; ; n++) map.set(n, [n]);', [outOfMemory, gets(500, /RangeError/)]),
  bomb('promises', 'for (;;) hoard.push(new Promise(() => {}).then(() => {}));'),
  bomb('timers, slowly', 'for (;;) { for (let n = 0; n < 10_000; n++) hoard.push(setTimeout(() => {}, 1e6, new Array(20))); await new Promise(setImmediate); }'),
  bomb('many texts compressed and unpacked', "const { gzipSync, gunzipSync } = require('node:zlib'); const packed = gzipSync(Buffer.alloc(64 << 20)); for (;;) hoard.push(gunzipSync(packed));"),
  bomb('an answer of 200 MB', "return 'x'.repeat(200 << 20);", [gets(502)]),
  bomb('a heap limit raised at run time', "require('node:v8').setFlagsFromString('--max-old-space-size=8000'); require('node:v8').setFlagsFromString('--max-heap-size=8000'); for (;;) hoard.push(new Array(10_000).fill({ n: hoard.length }));"),
  bomb('a stack without end', "require('node:v8').setFlagsFromString('--stack-size=900000'); await null; (function down() { down(); })();", [workerGone, gets(500, /RangeError/), outOfMemory]),
  bomb('a heap limit moved by a callback', "require('node:v8').setHeapSnapshotNearHeapLimit(3); for (;;) hoard.push(new Array(10_000).fill({ n: hoard.length }));", [outOfMemory, workerGone, outOfTime, gets(500, /restricted/)]),
];
