// @ts-check
// What each wall is for: the attacks that get out when it alone is left out. Asked twice, since JavaScript alone makes few of the kernel's
// calls: once as a function is, once as one who has got past Node's own gate and runs native code.
import { short } from './report.mjs';

/** @typedef {import('./suite.mjs').Run} Run */

const gate = 'permissions';

/** Which walls are left out together, run by run. @param {readonly string[]} walls */
export function leftOut(walls) {
  return [[], ...walls.map((wall) => [wall]), ...kernelOf(walls).map((wall) => [gate, wall])];
}

/** @param {Map<string, Run>} runs by the walls left out @param {readonly string[]} walls */
export function printMatrix(runs, walls) {
  const of = (/** @type {string[]} */ ...off) => /** @type {Run} */ (runs.get(off.join(',')));
  console.log('\nEscapes as a function is');
  printEscapes('with every wall', of());
  for (const wall of walls) printEscapes(`without ${wall}`, of(wall));
  console.log('\nEscapes of one who is past Node\'s own gate');
  printEscapes('with every other wall', of(gate));
  for (const wall of kernelOf(walls)) printEscapes(`without ${wall}`, of(gate, wall));

  const added = (/** @type {string} */ wall) => new Set([
    ...beyond(of(wall), of()), ...wall === gate ? [] : beyond(of(gate, wall), of(gate)),
  ]);
  for (const wall of walls) {
    // The filter of seccomp is loaded by bubblewrap and goes with it. What the filter alone stops is no merit of bubblewrap; of the rest
    // nobody can tell here whether the filter would have stopped it too.
    const foreign = wall === 'bubblewrap' ? added('seccomp') : new Set();
    const only = [...added(wall)].filter((name) => !foreign.has(name));
    console.log(wall === 'bubblewrap'
      ? `\nOnly bubblewrap, with the filter it loads, stops ${only.length} that are held when the filter alone is left out:`
      : `\nOnly ${wall} stops ${only.length}:`);
    for (const name of only) console.log(`  ${name} (${short(gotBy(name, of(wall)) ?? gotBy(name, of(gate, wall)) ?? '', 80).replaceAll('\n', ' ')})`);
  }
}

/** @param {string} title @param {Run} run */
function printEscapes(title, run) {
  console.log(`  ${title}: ${escapesOf(run).length} of ${run.findings.length}${run.restarts > 0 ? '; the supervisor ended' : ''}`);
  for (const { theme, name, got } of run.findings.filter(({ verdict }) => verdict === 'UNCLEAR')) console.log(`    unclear: ${theme}: ${name} (${short(got, 80)})`);
}

/** @param {readonly string[]} walls */
function kernelOf(walls) {
  return walls.filter((wall) => wall !== gate);
}

/** @param {Run | undefined} run */
function escapesOf(run) {
  return run?.findings.filter(({ verdict }) => verdict === 'ESCAPED').map(({ theme, name }) => `${theme}: ${name}`) ?? [];
}

/** What escapes in one run and not in the other. @param {Run} run @param {Run} before */
function beyond(run, before) {
  const anyway = new Set(escapesOf(before));
  return escapesOf(run).filter((name) => !anyway.has(name));
}

/** What an attack that got out got. @param {string} name @param {Run | undefined} run */
function gotBy(name, run) {
  return run?.findings.find((finding) => finding.verdict === 'ESCAPED' && `${finding.theme}: ${finding.name}` === name)?.got;
}
