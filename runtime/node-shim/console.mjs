// @ts-check
// The function's console: formatted as Node's own, each call one line in the function's log, under the level of its name.
import { Console } from 'node:console';
import { withoutShimFrames } from './errors.mjs';
import { currentInvocation, endsWith, indexOf, reflectApply, slice } from './intrinsics.mjs';
import { writeLog } from './logs.mjs';

/** @typedef {import('./logs.mjs').Level} Level */

/** @type {Record<string, Level>} */
const levels = { debug: 'debug', trace: 'debug', log: 'info', info: 'info', warn: 'warn', error: 'error', assert: 'error' };

/** @type {Level | undefined} What the console method that is running logs as. */
let level;

/** Puts our methods in the place of those of the global console, which `node:console` exports as well. */
export function captureConsole() {
  const inner = /** @type {any} */ (new Console({ stdout: sink('info'), stderr: sink('error'), ignoreErrors: false }));
  const outer = /** @type {any} */ (console);
  for (const name of Object.keys(inner)) {
    if (typeof inner[name] === 'function' && name in outer) {
      const method = inner[name];
      outer[name] = name in levels ? logAs(levels[name], method) : method;
    }
  }
}

/** @param {Level} methodLevel @param {Function} method */
function logAs(methodLevel, method) {
  return (/** @type {unknown[]} */ ...values) => {
    const outerLevel = level;
    // An assertion warns by another method of the console; the outermost name counts.
    level ??= methodLevel;
    try {
      reflectApply(method, undefined, values);
    } finally {
      level = outerLevel;
    }
  };
}

/** What Node's console writes its text to. @param {Level} fallback @returns {any} */
function sink(fallback) {
  return {
    write(/** @type {string} */ text) {
      const line = endsWith(text, '\n') ? slice(text, 0, -1) : text;
      writeLog(currentInvocation(), level ?? fallback, indexOf(line, '\n    at ') === -1 ? line : withoutShimFrames(line));
    },
  };
}
