// @ts-check
// The words in which an attack says what must happen: a list of ends, any of which will do.

/**
 * @typedef {object} End
 * @property {'stopped' | 'status' | 'own' | 'cut'} kind
 * @property {readonly string[]} [codes] what may have stopped it, told by the attack itself
 * @property {number} [status] @property {RegExp} [text] what the caller gets
 *
 * @typedef {object} Attack
 * @property {string} name @property {string} [theme] given by the catalogue
 * @property {readonly End[]} wants
 * @property {(tools: any) => unknown} [attack] runs in attempt.js
 * @property {string} [code] or a whole source of its own
 * @property {() => void} [pollute] or something done to the runtime, after which five calls at once must each get their own answer
 * @property {'call' | 'deploy'} [via] what is judged; a call unless said
 * @property {object} [limits]
 * @property {'kernel' | 'permissions'} [needs] what alone stops it: bubblewrap, seccomp or a cgroup, or Node's own model; most are stopped by either
 * @property {boolean} [control] whether it must succeed where no wall stands; true for an `attack` unless said
 * @property {{ of: 'memory' | 'processor', atMost: number, calls?: number }} [measure] what a look at its worker from outside must not see
 *   exceeded, in so many calls one after the other: MiB held, or processors used for a while; only a control group keeps it below
 * @property {(after: { logs: any[], output: string }) => string | undefined} [check] looks at what it left, and says what is wrong
 */

/** The attack itself was refused, by one of these. @param {...string} codes @returns {End} */
export const stopped = (...codes) => ({ kind: 'stopped', codes });

/** The caller gets this. @param {number} status @param {RegExp} [text] @returns {End} */
export const gets = (status, text) => ({ kind: 'status', status, text });

/** Each of several callers gets its own answer, or an error of the platform; never another's. @type {End} */
export const own = { kind: 'own' };

/** The answer is cut off midway. @type {End} */
export const cut = { kind: 'cut' };

/** What is not for the function: Node's model denies it, or it is not there, or not for its user. */
export const hidden = [stopped('ERR_ACCESS_DENIED', 'ENOENT', 'EACCES', 'EPERM', 'CONTAINED')];

/** What is not for the function to do: Node's model or seccomp denies it. */
export const denied = [stopped('ERR_ACCESS_DENIED', 'EPERM', 'EACCES', 'ENOSYS', 'ENOENT', 'EROFS', 'CONTAINED')];

/** Modules that are not there for it. */
export const noModule = [stopped('MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'ERR_UNKNOWN_BUILTIN_MODULE', 'ERR_ACCESS_DENIED', 'ENOENT')];

/** No byte leaves. */
export const noNetwork = [stopped('ERR_ACCESS_DENIED', 'EPERM', 'EACCES', 'ENETUNREACH', 'EAI_AGAIN', 'ECONNREFUSED', 'ENOENT', 'CONTAINED')];

export const outOfMemory = gets(502, /memory/);
export const outOfTime = gets(504);
export const brokeProtocol = gets(502, /broke the protocol/);
export const workerGone = gets(502, /worker ended/);
