// @ts-check
// What people read: one line an attack, then what it all comes to.

/** @typedef {import('./suite.mjs').Run} Run */

/** @param {Run} run */
export function print(run) {
  const rows = run.findings.map(({ theme, name, got, wall, verdict }) => [`${theme}: ${name}`, short(got, 66), wall, verdict]);
  const header = ['attack', 'what the caller got', 'stopped by', 'verdict'];
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  for (const row of [header, widths.map((width) => '-'.repeat(width)), ...rows]) console.log(row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd());
  console.log(`\n${summary(run)}`);
}

/** @param {Run} run */
export function summary(run) {
  const { findings, quiet, busy, restarts, seconds, isolation, memory, neighbourFault } = run;
  const count = (/** @type {string} */ verdict) => findings.filter((finding) => finding.verdict === verdict).length;
  const success = busy.calls === 0 ? 0 : 100 * (busy.calls - busy.failed.length) / busy.calls;
  return [
    `isolation: ${isolation?.level ?? 'unknown'}${isolation?.missing?.length > 0 ? ` (missing: ${isolation.missing.join(', ')})` : ''}`,
    `attacks: ${findings.length} in ${seconds.toFixed(0)} s, held ${count('held')}, unclear ${count('UNCLEAR')}`,
    `escapes: ${count('ESCAPED')}`,
    `supervisor restarts: ${restarts}`,
    `supervisor memory: ${memory[0].toFixed(0)} MiB at first, ${Math.max(...memory).toFixed(0)} at most, ${memory.at(-1)?.toFixed(0)} at last`,
    `neighbour: ${success.toFixed(2)} % of ${busy.calls} calls${busy.failed.length > 0 ? `, first failure: ${busy.failed[0]}` : ''}${neighbourFault ? `; ${neighbourFault}` : ''}`,
    `neighbour p99: ${quiet.p99.toFixed(1)} ms quiet, ${busy.p99.toFixed(1)} ms under attack, ratio ${(busy.p99 / quiet.p99).toFixed(1)} (p50 ${quiet.p50.toFixed(1)} and ${busy.p50.toFixed(1)} ms)`,
  ].join('\n');
}

/** Whether a run is as it must be. @param {Run} run */
export function isGood({ findings, restarts, busy, neighbourFault }) {
  return findings.every(({ verdict }) => verdict === 'held') && restarts === 0 && busy.failed.length === 0 && neighbourFault === undefined;
}

/** @param {string} text @param {number} length */
export function short(text, length) {
  return text.length > length ? `${text.slice(0, length - 3)}...` : text;
}
