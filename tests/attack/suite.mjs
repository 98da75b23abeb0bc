// @ts-check
// One run: a quiet phase, then every attack against one supervisor while its neighbour is called all the time.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { catalogue, sourceOf } from '../functions/hostile/catalogue.mjs';
import { Canaries } from './canaries.mjs';
import { judge } from './judge.mjs';
import { Gauge } from './gauge.mjs';
import { Neighbour } from './neighbour.mjs';

/**
 * @typedef {import('./judge.mjs').Finding} Finding
 * @typedef {import('./neighbour.mjs').Phase} Phase
 * @typedef {object} Host
 * @property {import('./target.mjs').Target} target @property {string} [data] its data folder
 * @property {() => string} output what it has printed @property {() => boolean} isAlive whether it is the process it was
 * @property {number | string} [pid] its process
 * @typedef {{ findings: Finding[], quiet: Phase, busy: Phase, restarts: number, seconds: number, isolation: any, memory: number[], neighbourFault?: string }} Run
 */

const quietMs = 4000;
const concurrency = 4;

/** @param {Host} host @param {{ only?: RegExp, progress: (text: string) => void }} options @returns {Promise<Run>} */
export async function runSuite(host, { only, progress }) {
  const begin = Date.now();
  const { target } = host;
  const isolation = (await target.send('GET', '/health/ready')).json?.isolation;
  const neighbour = await Neighbour.settle(target);
  const canaries = await Canaries.place({ url: target.url, data: host.data });
  canaries.facts.victim = neighbour.openCall;
  await sleep(500);
  await neighbour.phase();
  await sleep(quietMs);
  const quiet = await neighbour.phase();
  const memory = [memoryMb(host)];

  // What nobody can see from here is not measured.
  const attacks = catalogue.filter(({ name, theme, measure }) => (only?.test(`${theme}: ${name}`) ?? true) && (measure === undefined || host.pid !== undefined));
  /** @type {Finding[]} */
  const findings = [];
  let restarts = 0;
  // A canary cannot say who touched it, so those who may touch one go one by one.
  const lanes = [attacks.filter(mayTouch), attacks.filter((attack) => !mayTouch(attack) && !attack.measure), attacks.filter(({ measure }) => measure)];
  const walk = async (/** @type {number} */ lane) => {
    for (let attack; restarts === 0 && (attack = lanes[lane].shift()) !== undefined;) {
      const number = attacks.indexOf(attack);
      const began = Date.now();
      findings[number] = { ...await attackOnce(host, attack, number, canaries), milliseconds: Date.now() - began };
      restarts += host.isAlive() ? 0 : 1;
      memory.push(memoryMb(host));
      progress(`${findings[number].verdict} ${attack.theme}: ${attack.name}`);
    }
  };
  await Promise.all([0, ...Array(concurrency - 1).fill(1)].map(walk));
  // Whoever is measured is alone, so that a new worker can be nobody else's.
  await walk(2);

  const busy = await neighbour.phase();
  const neighbourFault = neighbour.streamFault() ?? canaries.take()[0];
  if (restarts === 0) await neighbour.leave();
  else await neighbour.thread.terminate();
  canaries.remove();
  return { findings: findings.filter(Boolean).map((finding) => ({ ...finding, wall: standing(finding.wall, isolation) })), quiet, busy, restarts, seconds: (Date.now() - begin) / 1000, isolation, memory, neighbourFault };
}

/** A wall that is left out has stopped nothing: the kernel's own rules for other users have, or the machine is slow. @param {string} wall @param {any} isolation */
function standing(wall, isolation) {
  const missing = isolation?.missing?.map((/** @type {string} */ text) => text.split(':')[0]) ?? [];
  return wall.split(' + ').map((one) => (missing.includes(one) ? `(no ${one})` : one)).join(' + ');
}

/** What the supervisor holds of its own, in MiB; 0 when it cannot be seen. @param {Host} host */
function memoryMb({ pid }) {
  try {
    return Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return 0;
  }
}

/** @param {import('./judge.mjs').Attack} attack */
function mayTouch(attack) {
  return attack.attack !== undefined;
}

/** @param {Host} host @param {import('./judge.mjs').Attack} attack @param {number} number @param {Canaries} canaries */
async function attackOnce({ target, output, pid }, attack, number, canaries) {
  const name = `attack-${process.pid}-${number}-${Date.now()}`;
  const gauge = attack.measure && new Gauge(Number(pid), attack.measure);
  try {
    const deployed = await target.deploy(name, sourceOf(attack), { limits: { timeoutMs: 4000, maxWorkers: 1, ...attack.limits } });
    if (attack.via === 'deploy' || deployed.status !== 201) return judge(attack, { answers: [deployed], touched: [] });
    const { id } = deployed.json.function;
    const calls = attack.wants.some(({ kind }) => kind === 'own') ? 5 : 1;
    const answers = await Promise.all(Array.from({ length: calls }, (_, n) => target.call(id, `?n=${n}`, canaries.facts)));
    if (attack.check !== undefined) await sleep(200);
    // A worker that has just ended is replaced with some delay.
    for (let call = 1; call < (attack.measure?.calls ?? 1) && gauge?.read().isAbove === false; call++) {
      await sleep(500);
      await target.call(id, '', canaries.facts);
    }
    const measured = gauge?.read();
    const fault = attack.check?.({ logs: await target.logs(id), output: output() });
    await target.remove(id);
    return judge(attack, { answers, touched: mayTouch(attack) ? canaries.take() : [], fault, measured });
  } catch (error) {
    // The supervisor hung up: nothing an attack does may bring that about.
    return judge(attack, { answers: [{ status: 0, headers: {}, text: '', isCut: true, json: undefined }], touched: [], fault: `no answer: ${error}` });
  } finally {
    gauge?.stop();
  }
}
