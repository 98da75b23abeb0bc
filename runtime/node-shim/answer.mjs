// @ts-check
// What a handler returned, as an answer: a status, checked headers and a body of one of the wire's kinds.
import { isStreamable } from './body-reader.mjs';
import { BodyStream } from './body-stream.mjs';
import { frameLimit, send } from './channel.mjs';
import { describe } from './errors.mjs';
import { resultFrame, threwFrame, unusableFrame } from './frames.mjs';
import { encodeHeaders, encodeWebHeaders } from './headers.mjs';
import {
  base64Slice, bufferFrom, byteLength, hasOwn, isAnyArrayBuffer, isArray, isInteger, isView, jsonStringify, slice,
} from './intrinsics.mjs';
import { isTooDeep, quote } from './json.mjs';
import { Unusable } from './unusable.mjs';

/** @typedef {import('./invocation.mjs').Invocation} Invocation */

const maxReasonLength = 8 * 1024;

/** Answers with whatever the handler returned. @param {Invocation} invocation @param {any} value */
export function answer(invocation, value) {
  if (invocation.isAnswered) {
    return;
  }
  try {
    if (typeof value !== 'object' || value === null) {
      answerWith(invocation, value === undefined || value === null ? 204 : 200, '{}', value);
    } else if (hasOwn(value, 'statusCode')) {
      answerWith(invocation, toStatus(value.statusCode), encodeHeaders(headersOf(value)), bodyOf(value));
    } else if (isWebResponse(value)) {
      answerWith(invocation, toStatus(value.status), encodeWebHeaders(value.headers), value.body ?? undefined);
    } else {
      answerWith(invocation, 200, '{}', value);
    }
  } catch (error) {
    answerUnusable(invocation, error);
  }
}

/** Code written for AWS Lambda gives lists of values apart, and cookies. @param {any} value */
function headersOf({ headers, multiValueHeaders, cookies }) {
  if (!hasValues(multiValueHeaders) && !isArray(cookies)) {
    return headers;
  }
  return { ...headers, ...multiValueHeaders, ...(isArray(cookies) && { 'set-cookie': cookies }) };
}

/** Code written for AWS Lambda gives bytes as base64 and says so. @param {any} value */
function bodyOf({ body, isBase64Encoded }) {
  return isBase64Encoded === true && typeof body === 'string' ? bufferFrom(body, 'base64') : body;
}

/** @param {unknown} value */
function hasValues(value) {
  return typeof value === 'object' && value !== null;
}

/**
 * Answers that the handler threw.
 * @param {Invocation} invocation @param {unknown} thrown
 * @param {string} [title] goes before the stack, which is for the log, and stands for one where there is none
 */
export function answerThrown(invocation, thrown, title) {
  if (!invocation.isAnswered) {
    const error = describe(thrown);
    const stack = title === undefined ? error.stack : title + (error.stack ?? `${error.name}: ${error.message}`);
    send(threwFrame(invocation.id, { ...error, stack }, invocation.markAnswered()));
  }
}

/** @param {Invocation} invocation @param {unknown} error what reading the returned value threw */
export function answerUnusable(invocation, error) {
  if (!invocation.isAnswered) {
    const reason = error instanceof Unusable ? error.reason : describeReading(error);
    send(unusableFrame(invocation.id, slice(reason, 0, maxReasonLength), invocation.markAnswered()));
  }
}

/** @param {Invocation} invocation @param {number} status @param {string} headers @param {any} body */
function answerWith(invocation, status, headers, body) {
  if (body === undefined || status === 204 || status === 205 || status === 304) {
    answerBody(invocation, status, headers, 'none', undefined);
  } else if (typeof body === 'string') {
    answerBody(invocation, status, headers, 'text', quote(body));
  } else if (typeof body === 'object' && body !== null && (isView(body) || isAnyArrayBuffer(body))) {
    answerBody(invocation, status, headers, 'bytes', '"' + toBase64(body) + '"');
  } else if (typeof body === 'object' && body !== null && isStreamable(body)) {
    new BodyStream(invocation, body, status, headers).run();
  } else {
    answerBody(invocation, status, headers, 'json', toJson(body));
  }
}

/**
 * @param {Invocation} invocation @param {number} status @param {string} headers
 * @param {'none' | 'json' | 'text' | 'bytes' | 'stream'} bodyType @param {string | undefined} bodyJson
 */
export function answerBody(invocation, status, headers, bodyType, bodyJson) {
  const size = headers.length + (bodyJson?.length ?? 0) + 256;
  if (size * 3 > frameLimit()) {
    const bytes = headers.length + (bodyJson === undefined ? 0 : byteLength(bodyJson)) + 256;
    if (bytes > frameLimit()) {
      throw new Unusable(`The answer is larger than the ${frameLimit()} bytes that fit in one piece; return a stream instead`);
    }
  }
  const open = invocation.markAnswered() ? ',"open":true' : '';
  const body = bodyJson === undefined ? '' : ',"body":' + bodyJson;
  send(resultFrame(invocation.id, '{"status":' + status + ',"headers":' + headers + open + ',"bodyType":"' + bodyType + '"' + body + '}'));
}

/** @param {unknown} status @returns {number} */
function toStatus(status) {
  const number = typeof status === 'string' && status.length === 3 ? +status : status;
  if (typeof number === 'number' && isInteger(number) && number >= 200 && number <= 599) {
    return number;
  }
  const shown = typeof status === 'string' ? quote(status) : typeof status === 'number' ? `${status}` : `a value of type ${typeof status}`;
  throw new Unusable(`The status code must be a whole number from 200 to 599, not ${shown}`);
}

/** @param {unknown} body */
function toJson(body) {
  const json = jsonStringify(body);
  if (typeof json !== 'string') {
    throw new Unusable(`A ${typeof body} cannot be the body of an answer`);
  }
  if (isTooDeep(json)) {
    throw new Unusable('The body is nested too deep');
  }
  return json;
}

/** @param {any} bytes an ArrayBuffer or a view of one @returns {string} */
export function toBase64(bytes) {
  const buffer = isView(bytes) ? bufferFrom(bytes.buffer, bytes.byteOffset, bytes.byteLength) : bufferFrom(bytes);
  return base64Slice(buffer, 0, buffer.length);
}

/** Tells a web `Response`, Node's or a library's own, by its shape. @param {any} value */
function isWebResponse(value) {
  return typeof value.status === 'number' && typeof value.arrayBuffer === 'function'
    && typeof value.headers === 'object' && value.headers !== null && typeof value.headers.forEach === 'function';
}

/** @param {unknown} error */
function describeReading(error) {
  const { name, message } = describe(error);
  return `The returned value cannot be sent: ${name}: ${message}`;
}
