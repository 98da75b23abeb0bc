// @ts-check
// What the handler is given as its first argument: a request over HTTP, an event, or a moment of a schedule.
import querystring from 'node:querystring';
import { bufferFrom, byteLength, jsonParse, objectAssign, slice, subarray, utf8Slice } from './intrinsics.mjs';

const { parse } = querystring;
const everyKey = { __proto__: null, maxKeys: 0 };

/**
 * @typedef {object} HttpParams
 * @property {string} method @property {string} origin @property {string} path @property {string} subpath
 * @property {string} query @property {Record<string, string>} headers @property {string} [ip]
 * @property {'none' | 'json' | 'json64' | 'text' | 'form' | 'bytes'} bodyType
 * @property {number} bodyBytes @property {any} [body]
 */

/** A request over HTTP. */
export class FunctionRequest {
  /** @type {HttpParams} */
  #params;
  /** The line the request came in, whose tail is the very JSON the caller sent. */
  #line;
  /** @type {Buffer | undefined} */
  #rawBody;
  method;
  path;
  subpath;
  query;
  headers;
  body;
  url;
  ip;

  /** @param {HttpParams} params @param {string} line */
  constructor(params, line) {
    this.#params = params;
    this.#line = line;
    this.method = params.method;
    this.path = params.path;
    this.subpath = params.subpath;
    this.query = params.query === '' ? {} : parsePairs(params.query);
    this.headers = params.headers;
    this.body = params.bodyType === 'json' ? params.body : decodeBody(params);
    this.url = params.origin + params.path + (params.query === '' ? '' : '?' + params.query);
    this.ip = params.ip;
  }

  /** The body's bytes exactly as the caller sent them. */
  get rawBody() {
    return this.#rawBody ??= readRawBody(this.#params, this.#line);
  }
}

/** @param {any} params */
export function createEvent(params) {
  return {
    type: 'event',
    eventName: params.eventName,
    data: params.body,
    body: params.body,
    eventId: params.eventId,
    chainDepth: params.chainDepth,
    timestamp: params.timestamp,
    source: params.source,
    attempt: params.attempt,
  };
}

/** @param {any} params */
export function createTick(params) {
  return {
    type: 'schedule',
    cron: params.body.cron,
    timeZone: params.body.timeZone ?? 'UTC',
    scheduledTime: params.body.scheduledTime,
    eventId: params.eventId,
    chainDepth: params.chainDepth,
    timestamp: params.timestamp,
    attempt: params.attempt,
  };
}

/** @param {string} text */
function parsePairs(text) {
  return objectAssign({}, parse(text, '&', '=', everyKey));
}

/** @param {HttpParams} params */
function decodeBody({ bodyType, body }) {
  switch (bodyType) {
    case 'none':
      return {};
    case 'form':
      return parsePairs(body);
    case 'json64':
      return parseJson64(body);
    case 'bytes':
      return bufferFrom(body, 'base64');
    default:
      return body;
  }
}

/** @param {string} base64 */
function parseJson64(base64) {
  const bytes = bufferFrom(base64, 'base64');
  return jsonParse(utf8Slice(bytes, 0, bytes.length));
}

/** @param {HttpParams} params @param {string} line @returns {Buffer} */
function readRawBody({ bodyType, bodyBytes, body }, line) {
  switch (bodyType) {
    case 'none':
      return bufferFrom('');
    case 'json': {
      const tail = slice(line, -2 - bodyBytes, -2);
      if (byteLength(tail) === bodyBytes) {
        return bufferFrom(tail);
      }
      const bytes = bufferFrom(line);
      return subarray(bytes, bytes.length - 2 - bodyBytes, bytes.length - 2);
    }
    case 'json64':
    case 'bytes':
      return bufferFrom(body, 'base64');
    default:
      return bufferFrom(body);
  }
}
