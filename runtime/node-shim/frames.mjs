// @ts-check
// The frames a worker writes; member order and spelling are the wire's (src/Protocol/README.md).
import { quoteAscii } from './json.mjs';

export const errorCodes = {
  handlerThrew: -32001,
  unusableResult: -32002,
  notBegun: -32003,
  loadFailed: -32010,
  methodNotFound: -32601,
};

/** @typedef {{ name: string, message: string, stack?: string, line?: number, column?: number }} ErrorDescription */

/** @param {string} nodeVersion */
export function readyFrame(nodeVersion) {
  return `{"jsonrpc":"2.0","method":"ready","params":{"protocol":1,"node":${quoteAscii(nodeVersion)}}}`;
}

/** @param {string} id */
export function finishedFrame(id) {
  return '{"jsonrpc":"2.0","method":"finished","params":{"id":"' + id + '"}}';
}

/** @param {string} id @param {string} resultJson */
export function resultFrame(id, resultJson) {
  return '{"jsonrpc":"2.0","id":' + quoteAscii(id) + ',"result":' + resultJson + '}';
}

/** @param {string} id @param {number} code @param {string} message @param {string} [dataJson] */
export function errorFrame(id, code, message, dataJson) {
  const data = dataJson === undefined ? '' : ',"data":' + dataJson;
  return '{"jsonrpc":"2.0","id":' + quoteAscii(id) + ',"error":{"code":' + code + ',"message":' + quoteAscii(message) + data + '}}';
}

/** @param {string} id @param {ErrorDescription} error @param {boolean} isOpen */
export function threwFrame(id, error, isOpen) {
  const stack = error.stack === undefined ? '' : ',"stack":' + quoteAscii(error.stack);
  const data = `{"name":${quoteAscii(error.name)},"message":${quoteAscii(error.message)}${stack}${isOpen ? ',"open":true' : ''}}`;
  return errorFrame(id, errorCodes.handlerThrew, 'The handler threw', data);
}

/** @param {string} id @param {string} reason @param {boolean} isOpen */
export function unusableFrame(id, reason, isOpen) {
  const data = `{"reason":${quoteAscii(reason)}${isOpen ? ',"open":true' : ''}}`;
  return errorFrame(id, errorCodes.unusableResult, 'The handler returned something unusable', data);
}

/** @param {string} id @param {ErrorDescription} error */
export function loadFailedFrame(id, error) {
  const position = error.line === undefined ? '' : `,"line":${error.line}` + (error.column === undefined ? '' : `,"column":${error.column}`);
  const stack = error.stack === undefined ? '' : `,"stack":${quoteAscii(error.stack)}`;
  const data = `{"name":${quoteAscii(error.name)},"message":${quoteAscii(error.message)}${position}${stack}}`;
  return errorFrame(id, errorCodes.loadFailed, 'The code does not load', data);
}

/** @param {string} invocationId @param {number} id @param {string} service @param {string} method @param {string} argsJson */
export function bindingCallFrame(invocationId, id, service, method, argsJson) {
  return '{"jsonrpc":"2.0","id":' + id + ',"method":"bindings.call","params":{"id":"' + invocationId + '","service":"' + service
    + '","method":"' + method + '","args":' + argsJson + '}}';
}

/** @param {string} id @param {string} base64 */
export function chunkFrame(id, base64) {
  return '{"jsonrpc":"2.0","method":"chunk","params":{"id":"' + id + '","data":"' + base64 + '"}}';
}

/** @param {string} id @param {string} [error] */
export function endFrame(id, error) {
  const failure = error === undefined ? '' : `,"error":${quoteAscii(error)}`;
  return '{"jsonrpc":"2.0","method":"chunk","params":{"id":"' + id + '","end":true' + failure + '}}';
}

/** @param {string | undefined} id @param {string} level @param {boolean} isLate @param {string | undefined} fieldsJson @param {string} message */
export function logFrame(id, level, isLate, fieldsJson, message) {
  return '{"jsonrpc":"2.0","method":"log","params":{' + (id === undefined ? '' : '"id":"' + id + '",') + '"level":"' + level + '",'
    + (isLate ? '"late":true,' : '') + (fieldsJson === undefined ? '' : '"fields":' + fieldsJson + ',')
    + '"message":' + quoteAscii(message) + '}}';
}
