// @ts-check
// Usage: node event-loss.mjs [--events N] [--kills N] [--seed N]; see scripts/event-test.
import { cpus, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Supervisor } from './servers.mjs';

const { values } = parseArgs({ options: { events: { type: 'string', default: '20000' }, kills: { type: 'string', default: '5' }, seed: { type: 'string', default: '1' } } });
const [events, kills, seed] = [values.events, values.kills, values.seed].map(Number);
const emitters = 16;
const subscribers = ['first', 'second', 'third'];

/** The same numbers for the same seed (mulberry32). */
const random = ((state) => () => {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
})(seed);

/** Every hundredth event fails at first; every thousandth always, for the third subscriber. A run is noted before it fails. */
const recorder = (/** @type {string} */ name) => `
  const name = '${name}';
  async function handler(event, { invocationId, bindings }) {
    await bindings.databases.write(name, event.eventId + '/' + invocationId, event.attempt);
    const { n } = event.data;
    if (n % 100 === 7 && event.attempt === 1) throw new Error('not at first');
    if (name === 'third' && n % 1000 === 13) throw new Error('never');
  }`;

const settings = { 'Events:RetryBaseDelay': '100ms', 'Events:MaxKept': String(10 * events), 'Logging:Level': 'Warning' };
let supervisor = await Supervisor.start(settings);
const { data } = supervisor;
const url = () => supervisor.server.url;
const token = supervisor.token;
const port = new URL(url()).port;

/** @param {string} path @param {RequestInit} [options] @returns {Promise<any>} */
async function api(path, options = {}) {
  const answer = await fetch(url() + path, { ...options, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

for (const name of subscribers) {
  await supervisor.deploy(name, recorder(name), {
    triggers: [{ type: 'event', eventName: 'load.*' }],
    bindings: [{ service: 'databases', permissions: [{ resource: 'table', actions: ['write'], targets: [name] }] }],
  });
}

// The server is killed when so many events have been acknowledged.
const killAt = Array.from({ length: kills }, () => Math.floor(random() * events)).sort((a, b) => a - b);
/** @type {Map<string, number>} */
const acknowledged = new Map();
let next = 0;
let unanswered = 0;
let killed = 0;
let isDown = false;
const began = performance.now();

async function emitAll() {
  while (next < events) {
    const n = next;
    next += 1;
    for (let isTold = false; !isTold;) {
      while (isDown) await sleep(20);
      try {
        const answer = await fetch(`${url()}/events/emit`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ eventName: `load.${n % 10}`, data: { n } }),
          signal: AbortSignal.timeout(30_000),
        });
        if (answer.status !== 202) throw new Error(`emit: ${answer.status}`);
        acknowledged.set((await answer.json()).eventId, n);
        isTold = true;
      } catch {
        // Nobody knows whether it was taken: it is emitted once more, as another event.
        unanswered += 1;
        await sleep(50);
      }
    }
    if (killed < kills && acknowledged.size >= killAt[killed] && !isDown) await killAndRestart();
  }
}

async function killAndRestart() {
  isDown = true;
  killed += 1;
  await supervisor.kill();
  console.error(`  killed at ${acknowledged.size} events acknowledged`);
  supervisor = await Supervisor.start({ ...settings, urls: `http://127.0.0.1:${port}` }, data);
  isDown = false;
}

/** @param {string} path @param {string} list @returns {AsyncGenerator<any>} */
async function* pages(path, list) {
  for (let cursor = ''; ;) {
    const page = await api(`${path}&limit=1000${cursor}`);
    yield* page[list];
    if (!page.cursor) return;
    cursor = `&cursor=${encodeURIComponent(page.cursor)}`;
  }
}

try {
  await Promise.all(Array.from({ length: emitters }, emitAll));
  while (killed < kills) await killAndRestart();
  const emittedIn = performance.now() - began;

  for (const deadline = performance.now() + 300_000; performance.now() < deadline; await sleep(200)) {
    if ((await api('/events?status=pending&limit=1')).count === 0 && !/event_deliveries_waiting [1-9]/.test(await (await fetch(`${url()}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text())) break;
  }
  const tookAll = performance.now() - began;

  let stuck = 0;
  for await (const event of pages('/events?status=pending', 'events')) stuck += event.pending;
  /** @type {{ eventId: string, functionId: string }[]} */
  const dead = [];
  for await (const letter of pages('/events/dead-letters?from=2000-01-01', 'deadLetters')) dead.push(letter);
  let kept = 0;
  for await (const _ of pages('/events?from=2000-01-01', 'events')) kept += 1;

  let [firsts, retries, repeats, missing] = [0, 0, 0, 0];
  for (const name of subscribers) {
    // A run notes its attempt: two of one attempt are a repeat, two attempts are what retries are for.
    /** @type {Map<string, Set<number>>} */
    const seen = new Map();
    for await (const { key, value } of pages(`/databases/tables/${name}/items?from=0`, 'items')) {
      const [eventId] = key.split('/');
      const attempts = seen.get(eventId);
      if (attempts === undefined) {
        firsts += 1;
        seen.set(eventId, new Set([value]));
      } else if (attempts.has(value)) {
        repeats += 1;
      } else {
        retries += 1;
        attempts.add(value);
      }
    }
    for (const eventId of acknowledged.keys()) if (!seen.has(eventId)) missing += 1;
  }

  const always = [...acknowledged.values()].filter((n) => n % 1000 === 13).length;
  const deadOfAcknowledged = dead.filter(({ eventId }) => acknowledged.has(eventId)).length;
  console.log(`seed ${seed}; ${cpus().length} processors, load ${loadavg().map((load) => load.toFixed(1)).join(' ')}

| what | count |
| --- | --- |
| events acknowledged | ${acknowledged.size} |
| emits without an answer, emitted once more | ${unanswered} |
| events kept, those without an answer among them | ${kept} |
| kill -9 of the server | ${killed} |
| first deliveries of ${kept} events to ${subscribers.length} subscribers | ${firsts} |
| second and third attempts after a failure | ${retries} |
| repeats after a kill | ${repeats} |
| dead letters, and how many were meant to be | ${dead.length}, ${always} of events acknowledged |
| acknowledged deliveries that never came | ${missing} |
| deliveries that still wait | ${stuck} |

emitted in ${(emittedIn / 1000).toFixed(1)} s, all delivered after ${(tookAll / 1000).toFixed(1)} s`);
  const isWell = missing === 0 && stuck === 0 && acknowledged.size === events && killed === kills && deadOfAcknowledged === always && firsts === kept * subscribers.length;
  console.log(isWell ? 'Every delivery happened, none is stuck.' : 'NOT as promised.');
  process.exitCode = isWell ? 0 : 1;
} finally {
  await supervisor.stop();
}
