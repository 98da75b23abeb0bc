// @ts-check
// The handler's second argument: what it may know about this call, and its only ways out of it.
import { createBindings } from './bindings.mjs';
import { inspect, jsonStringify } from './intrinsics.mjs';
import { isTooDeep, toAscii } from './json.mjs';
import { writeLog } from './logs.mjs';

/** @typedef {import('./invocation.mjs').Invocation} Invocation */
/** @typedef {import('./logs.mjs').Level} Level */

const maxFieldsLength = 16 * 1024;

/** Writes to the function's log, under this invocation. */
class InvocationLog {
  debug;
  info;
  warn;
  error;

  /** @param {Invocation} invocation */
  constructor(invocation) {
    this.debug = logAs(invocation, 'debug');
    this.info = logAs(invocation, 'info');
    this.warn = logAs(invocation, 'warn');
    this.error = logAs(invocation, 'error');
  }
}

/** What a handler gets beside its request; `log` and `waitUntil` work when taken out of it, too. */
export class FunctionContext {
  #invocation;
  /** @type {InvocationLog | undefined} */
  #log;
  /** @type {((promise: unknown) => void) | undefined} */
  #waitUntil;
  request;
  functionId;
  functionName;
  /** The services that the function declared. */
  bindings;
  invocationId;
  identity;
  /** Milliseconds since the epoch, as `Date.now()` counts them. */
  deadline;
  /** This call's span in W3C's text form, for what the function calls itself; undefined outside of any trace. @type {string | undefined} */
  traceparent;

  /**
   * @param {Invocation} invocation @param {unknown} request
   * @param {{ functionId: string, functionName: string, services: readonly string[] }} owner
   * @param {{ identity: object | null, deadline: number, traceparent?: string }} params
   */
  constructor(invocation, request, owner, params) {
    this.#invocation = invocation;
    this.request = request;
    this.functionId = owner.functionId;
    this.functionName = owner.functionName;
    this.bindings = createBindings(invocation, owner.services);
    this.invocationId = invocation.id;
    this.identity = params.identity;
    this.deadline = params.deadline;
    this.traceparent = params.traceparent;
  }

  get signal() {
    return this.#invocation.signal;
  }

  get log() {
    return this.#log ??= new InvocationLog(this.#invocation);
  }

  get waitUntil() {
    return this.#waitUntil ??= (promise) => {
      this.#invocation.waitFor(promise);
    };
  }

  /** Fetch-style apps may call it; there is no origin behind a function that could answer instead. */
  passThroughOnException() {}
}

/** @param {Invocation} invocation @param {Level} level */
function logAs(invocation, level) {
  return (/** @type {unknown} */ message, /** @type {unknown} */ fields) => {
    let text = typeof message === 'string' ? message : inspect(message);
    const fieldsJson = typeof fields === 'object' && fields !== null ? toFieldsJson(fields) : undefined;
    if (fields !== undefined && fieldsJson === undefined) {
      text += ' ' + inspect(fields);
    }
    writeLog(invocation, level, text, fieldsJson);
  };
}

/** The fields as a JSON object, or undefined when they are none or too large. @param {object} fields */
function toFieldsJson(fields) {
  try {
    const json = jsonStringify(fields);
    const isUsable = typeof json === 'string' && json[0] === '{' && json.length <= maxFieldsLength && !isTooDeep(json);
    return isUsable ? toAscii(json) : undefined;
  } catch {
    return undefined;
  }
}
