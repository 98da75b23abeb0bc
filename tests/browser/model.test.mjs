// @ts-check
// What the console thinks, without a browser.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseExactly, readJson } from '../../src/Console/src/model/exact-json.ts';
import { covers } from '../../src/Console/src/model/permissions.ts';
import { Metrics, quantile } from '../../src/Console/src/platform/metrics.ts';
import { knownPermissions, permissionWords } from '../../src/Console/src/access/permission-words.ts';
import { routeWords } from '../../src/Console/src/route/route.ts';
import { timesOf } from '../../src/Console/src/function/time-split.ts';
import { typeOf } from '../../src/Console/src/parts/type-paths.ts';
import { readTypes } from '../../src/Console/types-plugin.ts';

test('a JSON text that is read and written again keeps every digit of its numbers', () => {
  const text = '{"big":12345678901234567890,"exact":1.10,"tiny":1e-400,"plain":7,"deep":[9007199254740993]}';

  assert.equal(JSON.stringify(parseExactly(text)), text);
  assert.throws(() => readJson('{ "a": }'), /This is not valid JSON/);
});

test('metrics are read with their labels, and those that only look alike are left alone', () => {
  const metrics = new Metrics(['# HELP a_total Something.', '# TYPE a_total counter', 'a_total{kind="x",name="with \\"quotes\\", and \\\\"} 3', 'a_total{kind="y"} 4.5', 'a_total_more 100', 'b +Inf', 'not a line'].join('\n'));

  assert.equal(metrics.sum('a_total'), 7.5);
  assert.equal(metrics.sum('a_total', (labels) => labels['kind'] === 'x'), 3);
  assert.deepEqual(metrics.by('a_total', 'kind'), [['y', 4.5], ['x', 3]]);
  assert.equal(metrics.all('a_total')[0]?.labels['name'], 'with "quotes", and \\');
  assert.equal(metrics.sum('b'), Infinity);
  assert.equal(metrics.sum('missing'), 0);
});

test('a quantile is of what came between two looks alone', () => {
  const bounds = ['0.001', '0.01', '0.1', '+Inf'];
  // Two series, as of two classes of status, with the same counts each.
  const histogram = (/** @type {number[]} */ counts) => new Metrics(['2xx', '5xx'].flatMap((status) => bounds.map((le, index) => `t_bucket{status="${status}",le="${le}"} ${counts[index] ?? 0}`)).join('\n'));
  const before = histogram([1000, 1000, 1000, 1000]);

  assert.equal(quantile('t', 0.95, before, histogram([1090, 1096, 1100, 1100])), 0.01);
  assert.equal(quantile('t', 0.5, before, histogram([1090, 1096, 1100, 1100])), 0.001);
  assert.equal(quantile('t', 0.95, before, histogram([1000, 1000, 1000, 1100])), 0.1, 'above the last bound, as much as is known');
  assert.equal(quantile('t', 0.95, before, before), undefined);
});

test('a route is said as somebody would say it', () => {
  const { what, addresses, where } = routeWords({ match: { path: '/orders/{id}/{**rest}', hosts: ['a.example.test', 'b.example.test'], methods: ['GET', 'PUT'], headers: [{ name: 'x-tenant', mode: 'prefix', values: ['eu-'] }] }, order: 0, function: 'orders' });

  assert.equal(what, 'GET or PUT requests whose x-tenant begins with eu- for');
  assert.deepEqual(addresses, ['a.example.test/orders/{id}/*', 'b.example.test/orders/{id}/*']);
  assert.equal(where, 'go to the function orders');
});

test('whoever writes a role is offered every permission that the server asks for somewhere', () => {
  const source = fileURLToPath(new URL('../../src/Supervisor', import.meta.url));
  const asked = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.cs'))
    .flatMap((file) => [...readFileSync(join(source, file), 'utf8').matchAll(/Permission\.Parse\("([a-z.]+)"\)/g)].map(([, name]) => name ?? ''));

  assert.ok(asked.length > 20);
  assert.deepEqual(asked.filter((name) => !knownPermissions.includes(name)), []);
});

test('a permission is said in words', () => {
  assert.equal(permissionWords('*'), 'everything');
  assert.equal(permissionWords('databases.table.read:orders'), 'read tables, only orders');
  assert.equal(permissionWords('storage.*'), 'everything with buckets');
  assert.equal(permissionWords('routes.upstreams.write'), 'write routes to other servers');
  assert.equal(permissionWords('events.event.emit:*'), 'emit events');
});

test('a held permission covers what the server lets it', () => {
  for (const [held, wanted, isCovered] of /** @type {[string, string, boolean][]} */ ([
    ['*', 'databases.table.read:users', true], ['databases.*', 'databases.table.read:users', true], ['databases.table.read', 'databases.table.read:users', true],
    ['databases.table.read:users', 'databases.table.read:users', true], ['databases.table.read:users', 'databases.table.read', false], ['databases.table.read:users', 'databases.table.read:orders', false],
    ['databases.*.read', 'databases.table.read', true], ['databases.table.read', 'databases.table.write', false], ['databases.read', 'databases.table.read', false],
  ])) assert.equal(covers(held, wanted), isCovered, `${held} ${wanted}`);
});

test('completion knows every interface of the declarations, its members, and where they lead', () => {
  const text = readFileSync(new URL('../../runtime/types/molnos.d.ts', import.meta.url), 'utf8');
  const types = readTypes(text);
  const of = (/** @type {string} */ path, code = '') => typeOf(path.split('.'), code, types);

  assert.deepEqual([...text.matchAll(/^export interface (\w+)/gm)].map(([, name]) => name).filter((name) => !types[String(name)]), []);
  assert.equal(types['Databases']?.['write']?.shown, '(table: string, key: string, value: Json, ttlSeconds?: number): Promise<true>');
  assert.match(String(types['FunctionRequest']?.['subpath']?.words), /What follows the function's id/);
  assert.ok(types['Observability']?.['warn'] && types['Observability']['log'] && types['Log']?.['warn']);
  assert.equal(of('context.bindings.databases'), 'Databases');
  assert.equal(of('context.request'), 'FunctionRequest');
  assert.equal(of('q', 'module.exports = { handler: 1 }'), undefined);
  assert.equal(of('q', 'const handler = async (q, c) => { '), 'FunctionRequest');
  assert.equal(of('c.log', 'export default async function (q, c) {'), 'Log');
  assert.equal(of('db', 'export function handler(r, c) { const db = c.bindings.databases;\n'), 'Databases');
  assert.equal(of('store', 'export function handler(r, { bindings }) { const { storage: store } = bindings;\n'), 'Storage');
  assert.equal(of('c.bindings', 'export default { fetch(request, env, c) {'), 'Bindings');
  assert.equal(of('constructor.constructor'), undefined);
});

test('where the time went is read off the first line of the answer, which is the server\'s', () => {
  const parts = timesOf('queue;dur=1.5;desc="cold", function;dur=10, bindings;dur=4, queue;dur=900, function;dur=900', 20);

  assert.deepEqual(parts.map((part) => [part.title, part.ms]), [['network and server', 8.5], ['start of a worker', 1.5], ['function', 6], ['bindings', 4]]);
  assert.deepEqual(timesOf('own;dur=1', 20), []);
  assert.deepEqual(timesOf(null, 20), []);
});
