// @ts-check
// Usage: node crash.mjs [--rounds N] [--seed N] [--tamper]; see scripts/crash-test.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { kinds } from './kinds/index.mjs';
import { Ledger } from './ledger.mjs';
import { Random } from './random.mjs';
import { Server } from './server.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '30' }, seed: { type: 'string', default: `${Date.now() % 1e6}` }, tamper: { type: 'boolean', default: false } } });
const rounds = Number(values.rounds);
const seed = Number(values.seed);
if (!(rounds >= 1 && rounds <= 1000) || !Number.isInteger(seed)) throw new Error('--rounds takes 1 to 1000, --seed a whole number');

/** How long the load may run before the kill, in ms: from its begin, or in every other round from when something of each kind has been acknowledged. */
const shortest = 150;
const longest = 1800;

const data = mkdtempSync(join(tmpdir(), 'molnos-crash-'));
const random = new Random(seed);
const ledgers = kinds.map((kind) => new Ledger(kind));
const began = performance.now();
console.log(`Seed ${seed}: ${rounds} kills, each ${shortest} to ${longest} ms after ${kinds.reduce((sum, kind) => sum + kind.callers, 0)} callers began to write.\n`);
console.log('| round | killed after | acknowledged | unanswered | checked | lost | next start |\n| --- | --- | --- | --- | --- | --- | --- |');

let server = await Server.start(data);
try {
  for (const { kind } of ledgers) await kind.prepare(server);
  for (let round = 1; round <= rounds; round += 1) await crash(round);
} finally {
  await server.stop();
  rmSync(data, { recursive: true, force: true });
}
report();

/** One round. @param {number} round */
async function crash(round) {
  const before = totals();
  const moment = random.between(shortest, longest);
  const work = ledgers.flatMap((ledger) => Array.from({ length: ledger.kind.callers }, (_, caller) => ledger.work(server, new Random(random.between(0, 2 ** 31)), caller)));
  const failed = Promise.all(work);
  // Whoever fails other than by the kill fails the whole at once.
  if (round % 2 === 0) await Promise.race([allAtWork(), failed]);
  await Promise.race([sleep(moment), failed]);
  await server.kill();
  await failed;

  const start = performance.now();
  server = await Server.start(data);
  const startedIn = performance.now() - start;
  if (values.tamper && round === rounds) await tamper();
  for (const ledger of ledgers) await ledger.check(server, round === rounds);
  const after = totals();
  console.log(`| ${round} | ${moment} ms | ${after.acknowledged - before.acknowledged} | ${after.unanswered - before.unanswered} | ${after.checked - before.checked} | ${after.lost - before.lost} | ${Math.round(startedIn)} ms |`);
}

/** Every kind has something acknowledged since now: on a busy machine the first of some takes its time. */
async function allAtWork() {
  const before = ledgers.map((ledger) => ledger.acknowledged);
  for (const deadline = Date.now() + 30_000; ledgers.some((ledger, n) => ledger.acknowledged === before[n]) && Date.now() < deadline;) await sleep(20);
}

/** Takes one acknowledged row away behind the ledger's back, to see that a loss is noticed. */
async function tamper() {
  const ledger = ledgers.find(({ kind }) => kind.name === 'rows over HTTP');
  const item = ledger?.any;
  if (!item) throw new Error('there is no row to take away');
  await server.expect(200, 'POST', '/databases/batch', { changes: [item.name, `${item.name}-a`].map((key) => ({ delete: { tableName: 'crash-http', key } })) });
}

function totals() {
  const sum = (/** @type {(ledger: Ledger) => number} */ of) => ledgers.reduce((all, ledger) => all + of(ledger), 0);
  return { acknowledged: sum((one) => one.acknowledged), unanswered: sum((one) => one.unanswered), checked: sum((one) => one.checked), lost: sum((one) => one.lost.length) };
}

function report() {
  console.log('\n| kind | acknowledged | unanswered | of these done | checked | lost |\n| --- | --- | --- | --- | --- | --- |');
  for (const { kind, acknowledged, unanswered, done, checked, lost } of ledgers) console.log(`| ${kind.name} | ${acknowledged} | ${unanswered} | ${done} | ${checked} | ${lost.length} |`);
  const lost = ledgers.flatMap((ledger) => ledger.lost);
  for (const one of lost.slice(0, 20)) console.log(`lost: ${one.length > 500 ? `${one.slice(0, 500)}...` : one}`);
  const { acknowledged, unanswered } = totals();
  console.log(`\n${rounds} kills, ${acknowledged} acknowledged, ${unanswered} unanswered, ${lost.length} lost or half done; ${Math.round((performance.now() - began) / 1000)} s, seed ${seed}.`);
  const idle = ledgers.filter((ledger) => ledger.acknowledged === 0).map(({ kind }) => kind.name);
  if (idle.length > 0) console.log(`Nothing was acknowledged of ${idle.join(', ')}: that proves nothing.`);
  process.exitCode = lost.length > 0 || idle.length > 0 ? 1 : 0;
}
