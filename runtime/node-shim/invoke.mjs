// @ts-check
// One call: 1. build its request and context, 2. say that it begins, 3. run the handler, 4. answer.
import { answer, answerThrown } from './answer.mjs';
import { send } from './channel.mjs';
import { FunctionContext } from './context.mjs';
import { errorCodes, errorFrame } from './frames.mjs';
import { runWithin } from './intrinsics.mjs';
import { Invocation } from './invocation.mjs';
import { createEvent, createTick, FunctionRequest } from './request.mjs';
import { markStarted } from './start-marks.mjs';
import { createWebRequest } from './web-request.mjs';

/**
 * @typedef {object} LoadedFunction
 * @property {(first: any, second: any, third?: any) => unknown} handler
 * @property {'script' | 'module' | 'commonjs' | 'fetch'} shape
 * @property {string} functionId @property {string} functionName
 * @property {Record<string, string>} env @property {readonly string[]} services
 */

/** Begins a call. @param {LoadedFunction | undefined} loaded @param {string} id @param {any} params @param {string} line */
export function invoke(loaded, id, params, line) {
  if (loaded === undefined) {
    send(errorFrame(id, errorCodes.notBegun, 'This worker takes no calls'));
    return;
  }
  const request = params.kind === 'event' ? createEvent(params) : params.kind === 'schedule' ? createTick(params) : new FunctionRequest(params, line);
  const invocation = new Invocation(id);
  const context = new FunctionContext(invocation, request, loaded, params);
  markStarted(params.mark);
  if (loaded.shape === 'fetch') {
    runFetch(loaded, invocation, params, request, context);
  } else {
    run(loaded, invocation, request, context);
  }
}

/** @param {LoadedFunction} loaded @param {Invocation} invocation @param {unknown} request @param {FunctionContext} context */
async function run(loaded, invocation, request, context) {
  let value;
  try {
    value = await runWithin(invocation, loaded.handler, request, context);
  } catch (error) {
    answerThrown(invocation, error);
    return;
  }
  answer(invocation, value);
}

/** @param {LoadedFunction} loaded @param {Invocation} invocation @param {any} params @param {any} request @param {FunctionContext} context */
async function runFetch(loaded, invocation, params, request, context) {
  let value;
  try {
    const webRequest = createWebRequest(params, request, invocation.signal);
    value = await runWithin(invocation, loaded.handler, webRequest, loaded.env, context);
  } catch (error) {
    answerThrown(invocation, error);
    return;
  }
  answer(invocation, value);
}
