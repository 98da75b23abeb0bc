// @ts-check
// Holds what came of an attack against what must come of it, and names the wall that did it. Pure.

/**
 * @typedef {import('../functions/hostile/wants.mjs').Attack & { theme: string }} Attack
 * @typedef {import('./target.mjs').Answer} Answer
 * @typedef {{ answers: Answer[], touched: string[], fault?: string, measured?: import('./gauge.mjs').Measured }} Outcome
 * @typedef {{ name: string, theme: string, verdict: 'held' | 'ESCAPED' | 'UNCLEAR', got: string, wall: string, needs?: string, milliseconds?: number }} Finding
 */

/** @param {Attack} attack @param {Outcome} outcome @returns {Finding} */
export function judge(attack, { answers, touched, fault, measured }) {
  const { name, theme, needs } = attack;
  const [answer] = answers;
  const got = `${measured === undefined ? '' : `${measured.text}; `}${describe(answers.find((its, n) => !isOwn(its, n)) ?? answer)}`;
  const escape = touched[0] ?? (answer.status === 200 && answer.json?.escaped === true ? `it has ${answer.json.got}` : measured?.isAbove ? measured.text : undefined);
  if (escape !== undefined) return { name, theme, needs, verdict: 'ESCAPED', got: `${answer.status} ${escape}`, wall: '' };
  const problem = fault ?? (measured?.isBlind ? got : undefined) ?? (attack.wants.some((end) => matches(end, answers)) ? undefined : got);
  return problem === undefined
    ? { name, theme, needs, verdict: 'held', got, wall: measured === undefined ? wallOf(answer, needs) : 'cgroup' }
    : { name, theme, needs, verdict: 'UNCLEAR', got: problem, wall: '' };
}

/** @param {import('../functions/hostile/wants.mjs').End} end @param {Answer[]} answers */
function matches({ kind, codes, status, text }, answers) {
  const [answer] = answers;
  switch (kind) {
    case 'stopped':
      return answer.status === 200 && answer.json?.escaped === false && String(answer.json.stopped).split(',').every((code) => codes?.includes(code));
    case 'status':
      return answer.status === status && !answer.isCut && (text === undefined || text.test(answer.json?.message ?? answer.text));
    case 'cut':
      return answer.isCut;
    case 'own':
      return answers.every(isOwn);
  }
}

/**
 * Whether a call has what it was asked with, or what its function spoilt, or an error of the server; not what another was asked with,
 * nor word that the spoiling itself failed. @param {Answer} answer @param {number} n
 */
function isOwn({ status, json }, n) {
  if (status !== 200) return status >= 500 && json?.cause?.statusCode === status;
  return json?.n === String(n) || !/^(\d+$|failed)/.test(String(json?.n));
}

/** @param {Answer} answer */
function describe({ status, json, text, isCut }) {
  const said = json?.escaped === false ? `${json.stopped}: ${json.message}` : json?.message ?? text;
  return `${status}${isCut ? ' cut off' : ''} ${String(said).replace(/[^\x20-\x7e]+/g, ' ')}`.trim();
}

const byCode = Object.entries({
  'Node permissions': ['ERR_ACCESS_DENIED', 'ERR_DLOPEN_DISABLED'],
  'Node flags': ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'ERR_UNKNOWN_BUILTIN_MODULE'],
  seccomp: ['EPERM', 'ENOSYS', 'EACCES', 'EAI_AGAIN', 'EAI_SYSTEM'],
  bubblewrap: ['ENOENT', 'ESRCH', 'EROFS', 'ENETUNREACH', 'ECONNREFUSED', 'ENOTFOUND', 'ENOTDIR'],
  rlimits: ['EMFILE', 'EFBIG'],
});

const byMessage = Object.entries({
  'memory limit': /memory/,
  protocol: /broke the protocol/,
  'its own end': /worker ended/,
  shim: /cannot be an answer/,
});

/** @param {Answer} answer @param {string} [needs] */
export function wallOf({ status, json, isCut }, needs) {
  if (status === 200 && json?.escaped === false) {
    const codes = String(json.stopped).split(',');
    const walls = byCode.filter(([, known]) => codes.some((code) => known.includes(code))).map(([wall]) => wall);
    return walls.length > 0 ? walls.join(' + ') : codes.includes('CONTAINED') ? (needs === 'kernel' ? 'bubblewrap' : 'nothing to find') : 'Node';
  }
  if (status === 504) return 'time limit';
  if (status === 500 && /ERR_ACCESS_DENIED|restricted/.test(json?.message)) return 'Node permissions';
  if (status === 502) return byMessage.find(([, text]) => text.test(json?.message ?? ''))?.[0] ?? 'supervisor';
  if (isCut) return 'cut off';
  return status === 200 ? 'harmless' : status === 503 ? 'crash back-off' : status === 400 ? 'deploy check' : 'shim';
}
