// @ts-check
// `context.bindings`: stubs for the services that a function declared. Whether a call is allowed is decided by the supervisor alone.
import { frameLimit, send } from './channel.mjs';
import { bindingCallFrame } from './frames.mjs';
import { base64Slice, bufferFrom, defineProperty, Error, hasOwn, isView, jsonStringify, Map, mapDelete, mapGet, mapSet, Promise } from './intrinsics.mjs';
import { toInvokeArguments } from './invoke-arguments.mjs';
import { isTooDeep, toAscii } from './json.mjs';

/** @typedef {import('./invocation.mjs').Invocation} Invocation */
/** @typedef {{ resolve: (value: unknown) => void, reject: (error: Error) => void }} Waiter */

/** The methods of each service, as `src/Supervisor/Bindings` has them. @type {Record<string, readonly string[]>} */
const methods = {
  databases: ['get', 'getTableSize', 'write', 'delete', 'listTables', 'createTable', 'deleteTable', 'query', 'batch', 'update'],
  events: ['emit'],
  storage: ['get', 'list', 'put', 'delete'],
  schemas: ['validate', 'get'],
  observability: ['log', 'debug', 'info', 'warn', 'error'],
  functions: ['invoke'],
};

/** @type {Map<number, Waiter>} */
const waiting = new Map();
let lastId = 0;

/** The bindings of one invocation: an object for each service, made when first asked for. @param {Invocation} invocation @param {readonly string[]} services */
export function createBindings(invocation, services) {
  const bindings = {};
  for (let i = 0; i < services.length; i++) {
    const service = services[i];
    if (hasOwn(methods, service)) {
      defineLazily(bindings, service, () => createService(invocation, service, methods[service]));
    }
  }
  return bindings;
}

/** @param {Invocation} invocation @param {string} service @param {readonly string[]} names */
function createService(invocation, service, names) {
  const stub = {};
  for (let i = 0; i < names.length; i++) {
    const method = names[i];
    defineOwn(stub, method, (/** @type {unknown[]} */ ...args) => callBinding(invocation, service, method, args));
  }
  return stub;
}

/** Calls a service; the promise settles with its answer. @param {Invocation} invocation @param {string} service @param {string} method @param {unknown[]} args @returns {Promise<unknown>} */
export function callBinding(invocation, service, method, args) {
  return new Promise((resolve, reject) => {
    const json = toArgumentsJson(service, method, args, reject);
    if (json !== undefined) {
      const id = ++lastId;
      const frame = bindingCallFrame(invocation.id, id, service, method, json);
      if (frame.length > frameLimit()) {
        // The supervisor would end the worker for it.
        reject(bindingError('limit_exceeded', `The arguments of ${service}.${method} are larger than a message to the server may be: ${frame.length} of ${frameLimit()} bytes, where three bytes of content count as four`));
        return;
      }
      mapSet(waiting, id, { __proto__: null, resolve, reject });
      send(frame);
    }
  });
}

/** Takes the supervisor's answer to a call. @param {any} message @returns {boolean} whether there was such a call */
export function takeBindingAnswer(message) {
  const waiter = mapGet(waiting, message.id);
  if (waiter === undefined) {
    return false;
  }
  mapDelete(waiting, message.id);
  if (hasOwn(message, 'error')) {
    waiter.reject(bindingError(message.error.data.code, message.error.message));
    return true;
  }
  waiter.resolve(resultOf(message.result));
  return true;
}

/** A value, or bytes, or an object whose `body` is bytes. @param {any} result */
function resultOf(result) {
  const bytes = hasOwn(result, 'bytes') ? bufferFrom(result.bytes, 'base64') : undefined;
  if (!hasOwn(result, 'value')) {
    return bytes;
  }
  if (bytes !== undefined) {
    defineOwn(result.value, 'body', bytes);
  }
  return result.value;
}

/** @param {string} code @param {string} message */
export function bindingError(code, message) {
  const error = new Error(message);
  defineOwn(error, 'name', 'BindingError');
  defineOwn(error, 'code', code);
  return error;
}

/** The arguments as a JSON array in ASCII; undefined when they are none, after rejecting. @param {string} service @param {string} method @param {unknown[]} args @param {(error: Error) => void} reject */
function toArgumentsJson(service, method, args, reject) {
  let json = '';
  try {
    const sent = service === 'functions' ? toInvokeArguments(args) : args;
    for (let i = 0; i < sent.length; i++) {
      const part = isView(sent[i]) ? bytesJson(/** @type {ArrayBufferView} */ (sent[i])) : jsonStringify(sent[i]);
      json += (i === 0 ? '' : ',') + (part === undefined ? 'null' : part);
    }
  } catch (error) {
    reject(bindingError('invalid_argument', `An argument of ${service}.${method} cannot be sent: ${/** @type {Error} */ (error)?.message}`));
    return undefined;
  }
  json = '[' + json + ']';
  if (isTooDeep(json)) {
    reject(bindingError('invalid_argument', `An argument of ${service}.${method} is nested too deeply`));
    return undefined;
  }
  return toAscii(json);
}

/** Bytes travel as an object that names them so. @param {ArrayBufferView} view */
function bytesJson(view) {
  const bytes = bufferFrom(view.buffer, view.byteOffset, view.byteLength);
  return '{"$bytes":"' + base64Slice(bytes, 0, bytes.length) + '"}';
}

/** @param {object} owner @param {string} name @param {() => object} create */
function defineLazily(owner, name, create) {
  /** @type {object | undefined} */
  let value;
  defineProperty(owner, name, /** @type {any} */ ({ __proto__: null, enumerable: true, configurable: true, get: () => value ??= create() }));
}

/** An assignment would reach setters that a function has put on a prototype. @param {object} owner @param {string} name @param {unknown} value */
export function defineOwn(owner, name, value) {
  defineProperty(owner, name, /** @type {any} */ ({ __proto__: null, enumerable: true, configurable: true, writable: true, value }));
}
