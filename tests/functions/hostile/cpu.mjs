// @ts-nocheck
// Attacks on time: whoever does not come back is ended at its limit, whatever it is busy with.
import { cut, gets, outOfTime } from './wants.mjs';

const limits = { timeoutMs: 400 };
const hang = (name, body, wants = [outOfTime]) => ({ name, limits, wants, code: `async function handler(request, context) { ${body} }` });

export const cpu = [
  hang('a loop', 'for (;;);'),
  hang('microtasks without end', 'for (;;) await null;'),
  hang('ticks without end', 'const again = () => process.nextTick(again); again(); return new Promise(() => {});'),
  hang('immediates without end', 'const again = () => setImmediate(again); again(); return new Promise(() => {});'),
  hang('a catastrophic expression', "return /^(a+)+$/.test('a'.repeat(60) + 'b');"),
  hang('a getter in the answer', 'return { get trap() { for (;;); } };'),
  hang('a toJSON in the answer', 'return { toJSON() { for (;;); } };'),
  hang('a proxy as the answer', 'return new Proxy({}, { ownKeys() { for (;;); } });'),
  hang('a thenable that never calls back', 'return { then() {} };'),
  hang('thenables all the way down', 'const down = () => ({ then(resolve) { resolve(down()); } }); return down();'),
  hang('an error whose message never comes', "throw { get message() { for (;;); }, get stack() { for (;;); } };"),
  hang('an error that prints itself for ever', 'throw { toString() { for (;;); }, [Symbol.toPrimitive]() { for (;;); } };', [outOfTime, gets(500)]),
  hang('stacks prepared for ever', 'Error.prepareStackTrace = () => { for (;;); }; throw new Error();', [outOfTime, gets(500)]),
  hang('a wait that nobody ends', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);'),
  hang('an answer that never comes', 'return new Promise(() => {});'),
  hang('a signal ignored', "context.signal.addEventListener('abort', () => { for (;;); }); return new Promise(() => {});"),
  hang('arithmetic that cannot be interrupted', 'return String(7n ** 50_000_000n).length;', [outOfTime, gets(500, /RangeError/)]),
  hang('a WebAssembly loop', 'const code = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 97, 0, 0, 10, 9, 1, 7, 0, 3, 64, 12, 0, 11, 11]); new WebAssembly.Instance(new WebAssembly.Module(code)).exports.a();'),
  // Its first piece must come within the limit, on a busy machine too.
  { ...hang('a stream without end', "return new Response(new ReadableStream({ async pull(into) { await new Promise((resolve) => setTimeout(resolve, 5)); into.enqueue(new Uint8Array(64)); } }));", [cut]), limits: { timeoutMs: 2000 } },
  hang('work that outlives the answer', 'context.waitUntil(new Promise(() => {})); return 1;', [gets(200)]),
  hang('a loop after the answer', 'setTimeout(() => { for (;;); }, 10); return 1;', [gets(200)]),
  hang('hashes after the answer', "for (let n = 0; n < 64; n++) require('node:crypto').pbkdf2('x', 'y', 300_000, 64, 'sha512', () => {}); return 1;", [gets(200)]),
  hang('the time limit put off', 'Date.now = () => 0; performance.now = () => 0; globalThis.setTimeout = () => {}; process.hrtime = () => [0, 0]; for (;;);'),
  { ...hang('more processor than its share', 'const end = Date.now() + 3000; while (Date.now() < end); return 1;', [gets(200), outOfTime]),
    limits: { timeoutMs: 8000, cpu: 0.1 }, needs: 'kernel', measure: { of: 'processor', atMost: 0.25 } },
  { name: 'a loop while it loads', via: 'deploy', wants: [gets(400), gets(504)], code: 'for (;;); function handler() {}' },
  { name: 'a promise awaited for ever while it loads', via: 'deploy', wants: [gets(400), gets(504)], code: 'await new Promise(() => { setInterval(() => {}, 1000); }); export function handler() {}' },
];
