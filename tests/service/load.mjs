// @ts-check
// Calls an address at a steady rate, each time on a new connection, until it gets SIGTERM; then says how that went, on one line of JSON.
// A call that is not begun at its moment is made up for at once, so that a stall does not thin the load out. Says "begun" on stderr.
// A call that has no whole answer after ten seconds counts as hung, and is given up; so the figures come at most that long after SIGTERM.
// Usage: node load.mjs URL CALLS_PER_SECOND
import { get as getByHttp } from 'node:http';
import { get as getByHttps } from 'node:https';
import { performance } from 'node:perf_hooks';

const url = process.argv[2] ?? '';
const get = url.startsWith('https:') ? getByHttps : getByHttp;
const everyMs = 1000 / Number(process.argv[3] ?? 50);
const limitMs = 10_000;
const hung = 'no answer in time';

/** @type {Map<string, number>} */
const failures = new Map();
/** @type {number[]} */
const times = [];
let open = 0;
let started = 0;
let ended = false;
const begin = performance.now();

function call() {
  const from = performance.now();
  open += 1;
  started += 1;
  let told = false;
  // A connection that breaks may be told of by the request and by the answer: a call ends once.
  const done = (/** @type {string | undefined} */ reason) => {
    if (told) return;
    told = true;
    clearTimeout(limit);
    open -= 1;
    times.push(performance.now() - from);
    if (reason) failures.set(reason, (failures.get(reason) ?? 0) + 1);
  };
  const request = get(url, { agent: false }, (answer) => {
    answer.resume();
    answer.once('error', (error) => done(error.message));
    answer.once('end', () => done(answer.statusCode === 200 ? undefined : `status ${answer.statusCode}`));
  });
  request.on('error', (error) => done(error.message));
  const limit = setTimeout(() => {
    done(hung);
    request.destroy();
  }, limitMs);
}

const timer = setInterval(() => {
  while (!ended && started * everyMs <= performance.now() - begin) call();
  if (ended && open === 0) report();
}, 5);

function report() {
  clearInterval(timer);
  times.sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
  const count = (/** @type {(reason: string) => boolean} */ fits) => [...failures].reduce((sum, [reason, calls]) => sum + (fits(reason) ? calls : 0), 0);
  console.log(JSON.stringify({
    calls: times.length,
    failed: count(() => true),
    refused: count((reason) => reason.includes('ECONNREFUSED')),
    hung: count((reason) => reason === hung),
    seconds: Math.round((performance.now() - begin) / 1000),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
    failures: Object.fromEntries(failures),
  }));
}

process.once('SIGTERM', () => {
  ended = true;
});
console.error('begun');
