// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf, callOnce, startFunction, startWorker } from './worker.mjs';

test('An error that is thrown has its name, its message and a stack of the user\'s own lines', async (t) => {
  const { error } = await callOnce(t, 'class Missing extends Error { name = "Missing"; }\nexports.handler = async () => {\n  await null;\n  throw new Missing("no such é");\n};');
  assert.equal(error?.code, -32001);
  assert.deepEqual({ ...error.data, stack: undefined }, { name: 'Missing', message: 'no such é', stack: undefined });
  assert.match(error.data.stack, /my-function\.js:4:9/);
  assert.doesNotMatch(error.data.stack, /node-shim|node:internal/);
});

test('The stack of a module in TypeScript names its own file and lines', async (t) => {
  const { error } = await callOnce(t, 'type A = string;\nexport const handler = (a: A) => {\n  throw new TypeError("bad");\n};');
  assert.match(error?.data.stack, /my-function\.ts:3:9/);
});

for (const [what, expected] of /** @type {[string, object][]} */ ([
  ['"text"', { name: 'Error', message: 'text' }],
  ['null', { name: 'Error', message: 'null' }],
  ['undefined', { name: 'Error', message: 'undefined' }],
  ['7', { name: 'Error', message: '7' }],
  ['Symbol("s")', { name: 'Error', message: 'Symbol(s)' }],
  ['{ code: 5 }', { name: 'Error', message: '{ code: 5 }' }],
  ['{ get stack() { throw 1; } }', { name: 'Error', message: 'The thrown value cannot be read' }],
])) {
  test(`Throwing ${what} or rejecting with it is an error like any other`, async (t) => {
    const worker = await startFunction(t, `const fail = () => (${what}); exports.handler = ({ query }) => { if (query.sync) throw fail(); return Promise.reject(fail()); };`);
    assert.deepEqual((await worker.call({ query: 'sync=1' })).error?.data, expected);
    assert.deepEqual((await worker.call()).error?.data, expected);
  });
}

test('The causes of an error follow it in its stack', async (t) => {
  const { error } = await callOnce(t, 'exports.handler = () => { throw new Error("outer", { cause: new Error("inner", { cause: "root" }) }); };');
  assert.match(error?.data.stack, /Error: outer[^]*Caused by: Error: inner[^]*Caused by: root/);
});

for (const [name, statement] of [
  ['A rejection nobody awaits', 'Promise.reject(new Error("lost"))'],
  ['An exception in a timer', 'setTimeout(() => { throw new Error("lost"); }, 5)'],
  ['An exception in an event emitter', 'setImmediate(() => new (require("events"))().emit("error", new Error("lost")))'],
]) {
  test(`${name} answers its own call at once, with its stack for the log, and the next call works`, async (t) => {
    const worker = await startFunction(t, `exports.handler = ({ query }) => {
      if (query.ok) return 'ok';
      if (query.wait) return new Promise((resolve) => setTimeout(resolve, 50, 'waited'));
      ${statement};
      return new Promise(() => {});
    };`);
    const bystander = worker.invoke({ query: 'wait=1' });
    const id = worker.invoke();
    const { error } = await worker.answerTo(id);
    assert.equal(error?.code, -32001);
    assert.equal(error.data.message, 'lost');
    assert.match(error.data.stack, /^(Uncaught exception|Unhandled rejection): Error: lost\n {4}at [^]*my-function\.js/);
    assert.equal(bodyOf(await worker.answerTo(bystander)), 'waited');
    assert.equal(bodyOf(await worker.call({ query: 'ok=1' })), 'ok');
    assert.deepEqual(worker.logs, []);
  });
}

test('An uncaught error that comes after the answer is logged, late and with its stack', async (t) => {
  const worker = await startFunction(t, 'exports.handler = () => { setTimeout(() => { throw new Error("lost"); }, 5); return "ok"; };');
  const id = worker.invoke();
  assert.equal(bodyOf(await worker.answerTo(id)), 'ok');
  const [log] = await worker.untilLogs((logs) => logs.length > 0);
  assert.deepEqual({ ...log, message: '' }, { id, level: 'error', late: true, message: '' });
  assert.match(log.message, /^Uncaught exception: Error: lost\n {4}at [^]*my-function\.js/);
});

test('An uncaught error of a call that was cancelled is logged: nobody reads its answer', async (t) => {
  const worker = await startFunction(t, `exports.handler = (request, { signal }) => {
    signal.addEventListener('abort', () => setTimeout(() => { throw new Error("lost"); }, 5));
    return new Promise(() => {});
  };`);
  const id = worker.invoke();
  worker.notify('$/cancelRequest', { id, reason: 'timeout' });
  const [log] = await worker.untilLogs((logs) => logs.length > 0);
  assert.equal(log.id, id);
  assert.match(log.message, /^Uncaught exception: Error: lost\n {4}at /);
});

test('An uncaught error that belongs to no call fails the only one in flight', async (t) => {
  const worker = await startFunction(t, `let fail; const timer = setInterval(() => { if (fail) { clearInterval(timer); throw new Error("nobody's"); } }, 5);
    exports.handler = () => { fail = true; return new Promise(() => {}); };`);
  const { error } = await worker.call();
  assert.equal(error?.data.message, "nobody's");
  assert.match(error.data.stack, /^Uncaught exception: Error: nobody's\n/);
  assert.deepEqual(worker.logs, []);
});

test('A handler that answers after it has failed is not heard', async (t) => {
  const worker = await startFunction(t, `let returned;
    exports.handler = async ({ query }) => {
      if (query.n) return returned;
      const { promise, resolve } = Promise.withResolvers();
      returned = promise.then(() => 'returned');
      Promise.reject(new Error('lost'));
      await new Promise((done) => setTimeout(done, 20));
      setTimeout(resolve, 5);
      return 'late';
    };`);
  const id = worker.invoke();
  assert.equal((await worker.answerTo(id)).error?.code, -32001);
  assert.equal(bodyOf(await worker.call({ query: 'n=1' })), 'returned');
  assert.equal(worker.messages.filter((message) => message.id === id).length, 1);
});

test('process.exit ends the worker, and what was logged before is not lost', async (t) => {
  const worker = await startFunction(t, 'exports.handler = () => { console.log("last words"); process.exit(3); };');
  worker.invoke();
  assert.deepEqual(await worker.exited, { code: 3, signal: null });
  assert.deepEqual(worker.logs.map(({ message }) => message), ['last words']);
});

test('A malformed line from the supervisor ends the worker with code 70', async (t) => {
  for (const line of ['{"jsonrpc":', 'null', '[]', '{"id":"x"}']) {
    const worker = await startWorker(t);
    worker.write(line);
    assert.equal((await worker.exited).code, 70);
  }
});

test('A method that is not on the wire is refused', async (t) => {
  const worker = await startWorker(t);
  assert.equal((await worker.request('nope', {})).error?.code, -32601);
});
