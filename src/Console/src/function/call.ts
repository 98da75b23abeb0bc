import { shell } from '../model/format.ts';

export interface Pair { name: string; value: string }

export type BodyKind = 'json' | 'text' | 'form' | 'none';

/** A call to try, as it is written down; its path has the query. */
export interface Call { method: string; path: string; headers: Pair[]; kind: BodyKind; body: string; as: 'you' | 'nobody' | 'key' }

export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

const types: Record<BodyKind, string> = { json: 'application/json', text: 'text/plain', form: 'application/x-www-form-urlencoded', none: '' };

/** What a function that is tried for the first time is asked. */
export function firstCall(allowed: string[] | undefined): Call {
  return { method: allowed?.[0] ?? 'GET', path: '/', headers: [], kind: 'json', body: '{\n  "name": "value"\n}', as: 'you' };
}

/** Browsers send no body with these. */
export function takesBody(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

/** The query of a path, as pairs. */
export function queryOf(path: string): Pair[] {
  const mark = path.indexOf('?');
  return mark < 0 ? [] : [...new URLSearchParams(path.slice(mark + 1))].map(([name, value]) => ({ name, value }));
}

/** The path with another query. */
export function withQuery(path: string, query: Pair[]): string {
  const mark = path.indexOf('?');
  const text = query.map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  return (mark < 0 ? path : path.slice(0, mark)) + (text && `?${text}`);
}

export function addressOf(endpoint: string, call: Call): string {
  const query = queryOf(call.path);
  // As it was written, unless a parameter has no name yet.
  const path = query.every((pair) => pair.name !== '') ? call.path : withQuery(call.path, named(query));
  return endpoint + (path === '' || path.startsWith('/') || path.startsWith('?') ? path : `/${path}`);
}

/** The headers as they are sent: those that are given, and the body's type where none of them says it. */
export function headersOf(call: Call): [string, string][] {
  const given = named(call.headers).map(({ name, value }): [string, string] => [name.trim(), value]);
  const saysType = given.some(([name]) => name.toLowerCase() === 'content-type');
  return bodyOf(call) !== undefined && !saysType && types[call.kind] ? [...given, ['content-type', types[call.kind]]] : given;
}

export function bodyOf(call: Call): string | undefined {
  return takesBody(call.method) && call.kind !== 'none' && call.body !== '' ? call.body : undefined;
}

/** The same for a terminal; the key is left to the reader's environment. */
export function curlOf(endpoint: string, call: Call): string {
  const parts = ['curl', '-i', ...(call.method === 'HEAD' ? ['--head'] : ['-X', call.method]), shell(location.origin + addressOf(endpoint, call))];
  if (call.as !== 'nobody') parts.push('-H', '"Authorization: Bearer $MOLNOS_TOKEN"');
  for (const [name, value] of headersOf(call)) parts.push('-H', shell(value === '' ? `${name};` : `${name}: ${value}`));
  const body = bodyOf(call);
  if (body !== undefined) parts.push('--data-binary', shell(body));
  return parts.join(' ');
}

function named(pairs: Pair[]): Pair[] {
  return pairs.filter((pair) => pair.name.trim() !== '');
}
