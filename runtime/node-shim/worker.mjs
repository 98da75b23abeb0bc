// @ts-check
// The worker's side of the wire: one handler for each method the supervisor may call.
import { takeBindingAnswer } from './bindings.mjs';
import { exitMalformed, flush, limitFrames, send } from './channel.mjs';
import { describeLoadFailure } from './load-failure.mjs';
import { errorCodes, errorFrame, loadFailedFrame, resultFrame } from './frames.mjs';
import { exitAtOnce, exitProcess, hasOwn, jsonParse, objectKeys } from './intrinsics.mjs';
import { findInvocation, whenIdle } from './invocation.mjs';
import { invoke } from './invoke.mjs';
import { load } from './load.mjs';
import { limitLogs } from './logs.mjs';

/** @type {import('./invoke.mjs').LoadedFunction | undefined} */
let loaded;
/** @type {() => string | undefined} */
let createCodeCache = () => undefined;
let wasAskedToLoad = false;

/** Whether a `load` has come. */
export function hasBegunToLoad() {
  return wasAskedToLoad;
}

/** Takes one line from the supervisor. @param {string} line */
export function takeLine(line) {
  const message = parse(line);
  const id = hasOwn(message, 'id') ? message.id : undefined;
  switch (hasOwn(message, 'method') ? message.method : undefined) {
    case 'invoke':
      invoke(loaded, id, message.params, line);
      break;
    case '$/cancelRequest':
      findInvocation(message.params.id)?.cancel(message.params.reason);
      break;
    case 'chunk.ack':
      findInvocation(message.params.id)?.stream?.acknowledge(message.params.bytes);
      break;
    case 'ping':
      send(resultFrame(id, 'null'));
      break;
    case 'load':
      answerLoad(id, message.params);
      break;
    case undefined:
      if (!takeBindingAnswer(message)) {
        exitMalformed();
      }
      break;
    case 'codeCache':
      answerCodeCache(id);
      break;
    case 'drain':
      drain(id);
      break;
    default:
      send(errorFrame(id, errorCodes.methodNotFound, 'No such method'));
  }
}

/** @param {string} line @returns {any} */
function parse(line) {
  try {
    const message = jsonParse(line);
    if (typeof message === 'object' && message !== null && (hasOwn(message, 'method') || hasOwn(message, 'result') || hasOwn(message, 'error'))) {
      return message;
    }
  } catch {
    // Falls through: the line is no message.
  }
  return exitMalformed();
}

/** @param {string} id @param {any} params */
async function answerLoad(id, params) {
  if (wasAskedToLoad) {
    send(loadFailedFrame(id, { name: 'LoadError', message: 'This worker has been given its function already' }));
    return;
  }
  wasAskedToLoad = true;
  limitFrames(params.maxFrameBytes);
  limitLogs(params.logBytesPerSecond);
  setEnvironment(params.env);
  try {
    const result = await load(params);
    loaded = result.loaded;
    createCodeCache = result.createCodeCache;
    send(resultFrame(id, `{"shape":"${loaded.shape}","cacheRejected":${result.cacheRejected}}`));
  } catch (error) {
    send(loadFailedFrame(id, describeLoadFailure(error, params.functionName)));
  }
}

/** The function sees the variables it was given and nothing of the host. @param {Record<string, string>} env */
function setEnvironment(env) {
  for (const name of objectKeys(process.env)) {
    delete process.env[name];
  }
  for (const name of objectKeys(env)) {
    process.env[name] = env[name];
  }
}

/** @param {string} id */
function answerCodeCache(id) {
  const cache = createCodeCache();
  send(resultFrame(id, cache === undefined ? '{}' : `{"body":"${cache}"}`));
}

/** @param {string} id */
function drain(id) {
  loaded = undefined;
  whenIdle(() => {
    send(resultFrame(id, 'null'));
    flush();
    try {
      exitProcess(0);
    } catch {
      // A function has broken `process.exit` or a listener of its own.
      exitAtOnce(0);
    }
  });
}
