// Types for authors of functions. Copy this file beside your function, or let `molnos init` do it, then
//
//   import type { Handler } from './molnos';                                  in TypeScript
//   /** @type {import('./molnos').Handler} */                                  in JavaScript
//
// Imports of types are stripped when the function is loaded; there is nothing to install. The web's own types (Request, Response,
// AbortSignal, streams) come from TypeScript's default `lib` or from @types/node; with the latter, bytes are a Buffer.

/** A function called over HTTP. `Handler<'databases'>` sees the bindings it declared and no others. */
export type Handler<Services extends ServiceName = ServiceName, Body = any> =
  (request: FunctionRequest<Body>, context: Context<Services, FunctionRequest<Body>>) => Result | Promise<Result>;

/** A function called for events. What it returns is not looked at; when it throws, the event is delivered again. */
export type EventHandler<Data = any, Services extends ServiceName = ServiceName> =
  (event: FunctionEvent<Data>, context: Context<Services, FunctionEvent<Data>>) => unknown;

/** A function called by the clock. What it returns is not looked at; when it throws, it is called again for the same moment. */
export type ScheduleHandler<Services extends ServiceName = ServiceName> =
  (tick: ScheduleTick, context: Context<Services, ScheduleTick>) => unknown;

/** A function with both kinds of triggers: `input.type === 'event'` tells an event from a request. */
export type HybridHandler<Services extends ServiceName = ServiceName, Body = any, Data = any> =
  (input: FunctionRequest<Body> | FunctionEvent<Data>, context: Context<Services, FunctionRequest<Body> | FunctionEvent<Data>>) => Result | Promise<Result>;

/** The default export of a fetch-style app. The path of the request's URL is the sub-path, so that a router's own paths match. */
export interface FetchApp<Env = Record<string, string>, Services extends ServiceName = ServiceName> {
  fetch(request: Request, env: Env, context: Context<Services, FunctionRequest>): Response | Promise<Response>;
}

/** A request over HTTP. */
export interface FunctionRequest<Body = any> {
  /** Only an event has a type. */
  readonly type?: undefined;
  readonly method: string;
  /** The whole path, such as `/functions/run/greeting/users/1`. */
  readonly path: string;
  /** What follows the function's id in the path; `/` when there is nothing. */
  readonly subpath: string;
  /** A repeated key is an array. */
  readonly query: Record<string, string | string[]>;
  /** Lower-case names; repeated values joined as HTTP says. */
  readonly headers: Record<string, string>;
  /** By content type: parsed JSON, an object of form fields, a string, bytes, or `{}` when there is none. */
  readonly body: Body;
  /** The body's bytes exactly as sent. */
  readonly rawBody: Bytes;
  /** The whole address as called. */
  readonly url: string;
  /** Address of the caller's connection. */
  readonly ip?: string;
}

/** An event that the function subscribed to. A redelivery carries the same `eventId`. */
export interface FunctionEvent<Data = any> {
  readonly type: 'event';
  readonly eventName: string;
  readonly data: Data;
  /** The same as `data`. */
  readonly body: Data;
  readonly eventId: string;
  /** 0 for an event from outside, one more for each function in the chain. */
  readonly chainDepth: number;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  /** Who emitted it: id of an account, or `fn-<id>` of a function. */
  readonly source: string;
  /** 1 for the first attempt to deliver it, one more for each that failed. */
  readonly attempt: number;
}

/** A moment of the function's schedule. A further try for the same moment carries the same `eventId`. */
export interface ScheduleTick {
  readonly type: 'schedule';
  /** The expression as it was deployed. */
  readonly cron: string;
  /** `UTC` where none was deployed. */
  readonly timeZone: string;
  /** The moment it was due, ISO 8601, UTC. */
  readonly scheduledTime: string;
  readonly eventId: string;
  /** Always 0: nobody but the clock calls. */
  readonly chainDepth: number;
  /** When it was found to be due, ISO 8601, UTC. */
  readonly timestamp: string;
  /** 1 for the first try, one more for each that failed. */
  readonly attempt: number;
}

/** What a handler gets beside its request. */
export interface Context<Services extends ServiceName = ServiceName, Input = FunctionRequest | FunctionEvent | ScheduleTick> {
  readonly request: Input;
  readonly functionId: string;
  readonly functionName: string;
  /** The services that the function declared. */
  readonly bindings: Pick<Bindings, Services & keyof Bindings>;
  readonly invocationId: string;
  /** The caller; null without a valid token. */
  readonly identity: Identity | null;
  /** End of the time limit in milliseconds since the epoch, as `Date.now()` counts. */
  readonly deadline: number;
  /** This call in its trace, as W3C's `traceparent`, to be sent along with what the function calls; undefined outside of any trace. */
  readonly traceparent: string | undefined;
  /** Fires at the time limit and when the caller leaves. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Lets work go on after the answer, until the time limit. */
  readonly waitUntil: (promise: PromiseLike<unknown>) => void;
  /** Does nothing; fetch-style apps may call it. */
  passThroughOnException(): void;
}

/** Who called. */
export interface Identity {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly roles: readonly string[];
}

/** Lines of the function's own log. */
export type Log = Record<LogLevel, (message: unknown, fields?: object) => void>;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What a handler may return: an answer, a web `Response`, nothing (204), or any value that goes out as the body with 200. */
export type Result = Answer | Response | PlainObject | readonly unknown[] | string | number | boolean | null | undefined | void;

/** An answer with a status. */
export interface Answer {
  /** 200 to 599. */
  statusCode: number | `${number}`;
  /** An array gives one line for each value. */
  headers?: Headers | Record<string, HeaderValue | readonly HeaderValue[] | null | undefined>;
  /** A string goes out as text, bytes as they are, a `ReadableStream`, async iterable or `Blob` is streamed, anything else is JSON. */
  body?: string | number | boolean | object | null;
  /** As in AWS Lambda. */
  multiValueHeaders?: Record<string, readonly HeaderValue[]>;
  /** As in AWS Lambda. */
  cookies?: readonly string[];
  /** As in AWS Lambda: `body` is base64 of the bytes to send. */
  isBase64Encoded?: boolean;
}

export type HeaderValue = string | number | boolean;

/** An object that is no answer, but the body of one. */
export type PlainObject = object & { statusCode?: never; then?: never; [name: string]: any };

/** Bytes: a Buffer where @types/node is there. */
export type Bytes = typeof globalThis extends { Buffer: { concat(...parts: any[]): infer NodeBuffer } }
  ? NodeBuffer
  : Uint8Array & { toString(encoding?: 'utf8' | 'base64' | 'base64url' | 'hex' | 'latin1' | 'ascii'): string };

/** A value that can be written as JSON. */
export type Json = string | number | boolean | null | object;

/** Services that a function can declare. `http` is reached by the global `fetch`, which without it rejects with a {@link FetchError}. */
export type ServiceName = keyof Bindings | 'http';

/** The services; `context.bindings` has those that the function declared. Every method rejects with a {@link BindingError}. */
export interface Bindings {
  readonly databases: Databases;
  readonly events: Events;
  readonly storage: Storage;
  readonly schemas: Schemas;
  readonly observability: Observability;
  readonly functions: Functions;
}

/** Why a service did not do what it was asked. */
export interface BindingError extends Error {
  readonly name: 'BindingError';
  readonly code: 'permission_denied' | 'not_found' | 'invalid_argument' | 'unavailable' | 'limit_exceeded';
}

/** Why the global `fetch` did not reach a host. */
export interface FetchError extends TypeError {
  readonly code: 'permission_denied' | 'invalid_argument' | 'unavailable' | 'limit_exceeded';
}

/** Tables of keys and JSON values. What has answered is on disk. */
export interface Databases {
  /** All items in order of their keys; `[]` for a missing table. Above 10,000 items or 4 MiB, `query` reads in pages. */
  get<Value = any>(table: string): Promise<[key: string, value: Value][]>;
  get<Value = any>(table: string, key: string): Promise<Value | undefined>;
  /** The number of items. */
  getTableSize(table: string): Promise<number>;
  query<Value = any>(table: string, options?: QueryOptions): Promise<Page<Value>>;
  /** Makes the table when it is missing. Without `ttlSeconds` the item is for good. */
  write(table: string, key: string, value: Json, ttlSeconds?: number): Promise<true>;
  /** Whether the item was there. */
  delete(table: string, key: string): Promise<boolean>;
  /** Writes if the item still has that version; 0 if it must not be there yet. Rejects with `unavailable` when somebody else was first. */
  update(table: string, key: string, value: Json, options: { ifVersion: number }): Promise<{ version: number }>;
  /** All changes or none; at most 1000. */
  batch(changes: readonly BatchChange[]): Promise<true>;
  listTables(): Promise<TableSummary[]>;
  /** False when it is there. */
  createTable(table: string): Promise<boolean>;
  /** False when there is none. */
  deleteTable(table: string): Promise<boolean>;
}

export interface QueryOptions {
  prefix?: string;
  /** Included. */
  from?: string;
  /** Not included. */
  to?: string;
  /** 1 to 1000; 100 when omitted. */
  limit?: number;
  /** Of the page before; all other options stay the same. */
  cursor?: string;
  reverse?: boolean;
}

export interface Page<Value = any> {
  items: { key: string; value: Value; version: number }[];
  /** There while there is more. */
  cursor?: string;
}

export type BatchChange =
  | { write: { table: string; key: string; value: Json; ttlSeconds?: number }; delete?: never }
  | { delete: { table: string; key: string }; write?: never };

export interface TableSummary {
  name: string;
  items: number;
  /** Such as `2.3 KB`. */
  size: string;
}

/** The event bus. */
export interface Events {
  /** The event is on disk once this resolves. */
  emit(eventName: string, data?: Json): Promise<{ eventId: string; subscribers: number }>;
}

/** Objects in buckets, which are made over HTTP. What has answered is on disk. */
export interface Storage {
  /** `undefined` when there is no such object; too large a one is `limit_exceeded`. */
  get(bucket: string, key: string): Promise<Bytes | undefined>;
  /** All objects in order of their keys. Above 1000, read in pages: `after` is the last key of the page before, `[]` the end. */
  list(bucket: string, prefix?: string | null, options?: { after?: string | undefined; limit?: number | undefined }): Promise<StoredObject[]>;
  /** Without `contentType` the type is guessed from the key. */
  put(bucket: string, key: string, content: string | ArrayBufferView, options?: { contentType?: string | undefined }): Promise<true>;
  /** Whether the object was there. */
  delete(bucket: string, key: string): Promise<boolean>;
}

export interface StoredObject {
  key: string;
  size: number;
  lastModified: string;
  type: string;
  /** SHA-256 of the content in hexadecimal digits. */
  hash: string;
}

/** The registry of schemas. */
export interface Schemas {
  /** By the newest version unless one is named. A `path` is a JSON Pointer. */
  validate(name: string, data: unknown, version?: number): Promise<{ valid: boolean; errors: { path: string; message: string }[] }>;
  get(name: string, version?: number): Promise<Schema>;
}

export interface Schema {
  name: string;
  version: number;
  description: string;
  schema: object;
}

/** Lines in the function's log, with metadata of your own. */
export interface Observability extends Record<LogLevel, (message: string, metadata?: object) => Promise<void>> {
  log(level: LogLevel, message: string, metadata?: object): Promise<void>;
}

/** Other functions of the same server. */
export interface Functions {
  /** Calls another function in process. An answer of any status resolves; a JSON body is parsed. */
  invoke<Body = any>(idOrName: string, call?: FunctionCall): Promise<{ statusCode: number; headers: Record<string, string | string[]>; body: Body }>;
}

export interface FunctionCall {
  /** GET, or POST when there is a body. */
  method?: string;
  /** What the other function gets as its `subpath`. */
  path?: string;
  query?: string | Pairs;
  headers?: Pairs;
  /** A string is sent as text, bytes as they are, anything else as JSON; a `content-type` among the headers says otherwise. */
  body?: Json;
}

/** Names and values; one of several values is an array. Maps, `Headers` and `URLSearchParams` are pairs, too. */
export type Pairs<Value = string | number | boolean> = Record<string, Value | readonly Value[]> | Iterable<readonly [string, Value]>;
