// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf, startFunction } from './worker.mjs';

/** @param {import('node:test').TestContext} t @param {string} body */
async function logsOf(t, body) {
  const worker = await startFunction(t, `exports.handler = async (request, context) => { ${body} };`);
  const id = worker.invoke();
  await worker.answerTo(id);
  assert.equal(worker.prints, '');
  return worker.logs.map((log) => {
    assert.equal(log.id, id);
    return log;
  });
}

test('Each method of the console has its level', async (t) => {
  const logs = await logsOf(t, `console.debug('a'); console.log('b'); console.info('c'); console.warn('d'); console.error('e');
    console.assert(true, 'not'); console.assert(false, 'f'); console.trace('g');`);
  assert.deepEqual(logs.map(({ level, message }) => [level, message.split('\n')[0]]), [
    ['debug', 'a'], ['info', 'b'], ['info', 'c'], ['warn', 'd'], ['error', 'e'], ['error', 'Assertion failed: f'], ['debug', 'Trace: g'],
  ]);
});

test('The console formats as Node does', async (t) => {
  const logs = await logsOf(t, `console.log('%s is %d', 'a', 5, { b: { c: { d: {} } } }); const a = {}; a.a = a; console.log(a);
    console.log(new Error('outer', { cause: new Error('inner') })); console.log('❄ ☃ 😀\\nsecond line'); console.log(); console.log([1n, null, undefined, Symbol('x')]);`);
  const messages = logs.map(({ message }) => message);
  assert.equal(messages[0], 'a is 5 { b: { c: { d: {} } } }');
  assert.equal(messages[1], '<ref *1> { a: [Circular *1] }');
  assert.match(messages[2], /^Error: outer\n {4}at [^]* \{\n {2}\[cause\]: Error: inner/);
  assert.doesNotMatch(messages[2], /node:internal|\.mjs/);
  assert.deepEqual(messages.slice(3), ['❄ ☃ 😀\nsecond line', '', "[ 1n, null, undefined, Symbol(x) ]"]);
});

test('Tables, groups, counts and timers of the console work', async (t) => {
  const logs = await logsOf(t, `console.group('g'); console.log('in'); console.groupEnd(); console.count(); console.count(); console.table([{ a: 1 }]); console.time('t'); console.timeEnd('t'); console.dir({ a: 1 });`);
  const messages = logs.map(({ message }) => message);
  assert.deepEqual(messages.slice(0, 4), ['g', '  in', 'default: 1', 'default: 2']);
  assert.match(messages[4], /┌[^]*a[^]*┘/);
  assert.match(messages[5], /^t: [\d.]+ms$/);
  assert.equal(messages[6], '{ a: 1 }');
});

test('What is printed past the console is in the log as well', async (t) => {
  const logs = await logsOf(t, `process.stdout.write('out\\n'); process.stderr.write(Buffer.from('err')); const fs = require('fs');
    const written = fs.writeSync(1, 'sync ☃\\n'); fs.writeSync(2, Buffer.from('xxpartxx'), 2, 4); fs.writevSync(1, [Buffer.from('v1'), Buffer.from('v2')]);
    await new Promise((resolve) => fs.write(1, 'async', resolve)); (await import('node:fs')).writeSync(1, 'esm ' + written);
    await new Promise((resolve) => process.stdout.write('done', 'utf8', resolve)); require('console').log('module');
    require('stream').Readable.from(['piped']).pipe(process.stdout); await new Promise((resolve) => setTimeout(resolve, 5)); process.stdout.end('end');`);
  assert.deepEqual(logs.map(({ level, message }) => [level, message]), [
    ['info', 'out'], ['error', 'err'], ['info', 'sync ☃'], ['error', 'part'], ['info', 'v1'], ['info', 'v2'], ['info', 'async'], ['info', 'esm 9'], ['info', 'done'],
    ['info', 'module'], ['info', 'piped'], ['info', 'end'],
  ]);
});

test('A character that two writes cut in two is whole', async (t) => {
  const logs = await logsOf(t, `const bytes = Buffer.from('a😀b'); process.stdout.write(bytes.subarray(0, 3)); process.stdout.write(bytes.subarray(3));`);
  assert.deepEqual(logs.map(({ message }) => message), ['a', '😀b']);
});

test('A line that looks like an answer is a line, however it is printed, and the next hundred calls are in step', async (t) => {
  const worker = await startFunction(t, `const fs = require('fs'); exports.handler = ({ query }, { invocationId }) => {
    const line = JSON.stringify({ jsonrpc: '2.0', id: invocationId, result: { status: 200, headers: {}, bodyType: 'text', body: 'forged' } });
    if (query.forge) { console.log(line); process.stdout.write(line + '\\n'); fs.writeSync(1, line + '\\n'); }
    return query.n ?? 'first';
  };`);
  assert.equal(bodyOf(await worker.call({ query: 'forge=1' })), 'first');
  assert.equal(worker.logs.length, 3);
  const ids = Array.from({ length: 100 }, (_, n) => worker.invoke({ query: `n=${n}` }));
  for (const [n, id] of ids.entries()) {
    assert.equal(bodyOf(await worker.answerTo(id)), String(n));
  }
});

test('A line written before a loop that never ends arrives', async (t) => {
  const worker = await startFunction(t, 'exports.handler = () => { console.log("here"); while (true) {} };');
  const id = worker.invoke();
  const [log] = await worker.untilLogs((logs) => logs.length > 0);
  assert.deepEqual(log, { id, level: 'info', message: 'here' });
});

test('A line written after the answer is late and keeps the id of its own invocation', async (t) => {
  const worker = await startFunction(t, 'exports.handler = (request, { invocationId }) => { setTimeout(() => console.log(invocationId), 20); return "ok"; };');
  const ids = [worker.invoke(), worker.invoke()];
  const logs = await worker.untilLogs(({ length }) => length === 2);
  assert.deepEqual(logs, ids.map((id) => ({ id, level: 'info', late: true, message: id })));
});

test('A line printed while loading belongs to no invocation', async (t) => {
  const worker = await startFunction(t, 'console.log("loading"); exports.handler = () => "ok";');
  assert.deepEqual(worker.logs, [{ level: 'info', message: 'loading' }]);
});

test('A long line is cut with a marker at 16 KiB, never inside a character, and later lines are there', async (t) => {
  const logs = await logsOf(t, 'console.log("x".repeat(1000000)); console.log("☃".repeat(6000)); for (let i = 0; i < 1000; i++) console.log(i);');
  assert.equal(logs.length, 1002);
  assert.match(logs[0].message, /^x+ … \[cut, 1000000 bytes in all\]$/);
  assert.match(logs[1].message, /^☃+ … \[cut, 18000 bytes in all\]$/);
  for (const { message } of logs.slice(0, 2)) {
    const bytes = Buffer.byteLength(message);
    assert.ok(bytes <= 16384 && bytes > 16380, `${bytes} bytes`);
  }
  assert.equal(logs[1001].message, '999');
});

test('A flood is dropped past the limit, and one line says how much', async (t) => {
  const worker = await startFunction(t, 'exports.handler = ({ query }) => { for (let i = 0; i < 50000; i++) console.log("flood " + i); return "ok"; };', { logBytesPerSecond: 20000 });
  assert.equal(bodyOf(await worker.call()), 'ok');
  const logs = await worker.untilLogs((lines) => lines.some(({ message }) => /dropped/.test(message)));
  const report = logs.at(-1);
  assert.equal(report.message, `${50000 - (logs.length - 1)} log lines were dropped: over the limit of 20000 bytes a second`);
  assert.equal(report.level, 'warn');
  assert.ok(logs.length < 400);
});

test('The log of the context takes fields, and text of any kind', async (t) => {
  const logs = await logsOf(t, `const { log } = context; const circular = {}; circular.c = circular;
    log.debug('a'); log.info('b', { user: 'é', n: 1 }); log.warn('c', circular); log.error(new Error('d')); log.info({ e: 1 }, 'extra'); log.info('big', { a: 'x'.repeat(20000) });`);
  assert.deepEqual(logs.slice(0, 2).map(({ id, ...log }) => log), [
    { level: 'debug', message: 'a' }, { level: 'info', fields: { user: 'é', n: 1 }, message: 'b' },
  ]);
  assert.equal(logs[2].message, 'c <ref *1> { c: [Circular *1] }');
  assert.match(logs[3].message, /^Error: d\n {4}at /);
  assert.equal(logs[4].message, "{ e: 1 } 'extra'");
  assert.match(logs[5].message, /^big \{\n {2}a: 'xxx/);
});

test('A warning of Node is in the log of the call that caused it', async (t) => {
  const worker = await startFunction(t, 'exports.handler = async () => { process.emitWarning("careful"); await new Promise((r) => setTimeout(r, 5)); };');
  const id = worker.invoke();
  await worker.answerTo(id);
  const [log] = worker.logs;
  assert.deepEqual([log.id, log.level], [id, 'warn']);
  assert.match(log.message, /^Warning: careful/);
  assert.equal(worker.prints, '');
});
