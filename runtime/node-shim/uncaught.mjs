// @ts-check
// What nobody caught: logged with its stack under the invocation it belongs to, whose caller is answered at once.
import { answerThrown } from './answer.mjs';
import { flush } from './channel.mjs';
import { explain } from './errors.mjs';
import { currentInvocation, startsWith } from './intrinsics.mjs';
import { onlyUnanswered } from './invocation.mjs';
import { reportDropped, writeLog } from './logs.mjs';

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
  writeLog(invocation, 'error', title + explain(thrown));
  const culprit = invocation ?? onlyUnanswered();
  if (culprit !== undefined) {
    answerThrown(culprit, thrown);
  }
}

/** Warnings about what the shim itself is built on. @param {Error} warning */
function isOurs({ name, message }) {
  return name === 'ExperimentalWarning' && (startsWith(message, 'VM Modules') || startsWith(message, 'stripTypeScriptTypes'));
}
