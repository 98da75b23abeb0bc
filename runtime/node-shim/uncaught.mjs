// @ts-check
// What nobody caught: ends the invocation it belongs to at once, whose failure the supervisor logs; logged here when there is none to end.
import { answerThrown } from './answer.mjs';
import { flush } from './channel.mjs';
import { explain } from './errors.mjs';
import { currentInvocation, startsWith, uncurryThis } from './intrinsics.mjs';
import { onlyUnanswered } from './invocation.mjs';
import { reportDropped, writeLog } from './logs.mjs';

/** @type {(signal: AbortSignal) => boolean} */
const isAborted = uncurryThis(/** @type {any} */ (Object.getOwnPropertyDescriptor(AbortSignal.prototype, 'aborted')).get);

/** Listens for what nobody catches, for warnings and for the end of the process. */
export function reportUncaught() {
  process.on('uncaughtException', (error) => report('Uncaught exception: ', error));
  process.on('unhandledRejection', (reason) => report('Unhandled rejection: ', reason));
  process.on('warning', (warning) => {
    if (!isOurs(warning)) {
      writeLog(currentInvocation(), 'warn', explain(warning));
    }
  });
  process.on('exit', () => {
    reportDropped();
    flush();
  });
}

/** @param {string} title @param {unknown} thrown */
function report(title, thrown) {
  const invocation = currentInvocation();
  const culprit = invocation ?? onlyUnanswered();
  // An answer to a call that has ended already goes unread, and its error unlogged.
  if (culprit === undefined || culprit.isAnswered || isAborted(culprit.signal)) {
    writeLog(invocation, 'error', title + explain(thrown));
  }
  if (culprit !== undefined) {
    answerThrown(culprit, thrown, title);
  }
}

/** Warnings about what the shim itself is built on. @param {Error} warning */
function isOurs({ name, message }) {
  return name === 'ExperimentalWarning' && (startsWith(message, 'VM Modules') || startsWith(message, 'stripTypeScriptTypes'));
}
