// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { write } from './ground.mjs';

/** What pages of functions do beyond the main way. @param {() => import('./ground.mjs').Ground} of the suite's one server and browser */
export function testFunctions(of) {
  test('a test sends query, headers and form as they were written, as nobody too, shows where the time went, and can be repeated and copied', async () => {
    const ground = of();
    const id = await ground.deploy({ name: 'mirror', code: 'exports.handler = ({ method, query, headers, body, subpath }, { identity }) => ({ method, query, tag: headers["x-tag"], body, subpath, who: identity?.name ?? "nobody" })' });
    const { page, faults } = await ground.page();
    await ground.signIn(page, ground.server.token, `/console/functions/${id}/test`);
    await page.getByLabel('Method').selectOption('POST');
    await page.getByLabel('Path and query').fill('/orders/7?tag=a&tag=b%26c');
    await page.getByRole('button', { name: 'Add header' }).click();
    await page.getByLabel('Name of header 1').fill('X-Tag');
    await page.getByLabel('Value of header 1').fill("it's");
    await page.getByLabel('Kind of body').selectOption('form');
    await write(page, 'Body', 'size=xl');
    assert.equal(await page.getByLabel('Value of parameter 2').inputValue(), 'b&c');
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    const answer = page.getByTestId('body');
    await answer.getByText('"administrator"').waitFor();
    for (const text of ['"b&c"', '"it\'s"', '"xl"', '"/orders/7"']) await answer.getByText(text).waitFor();
    await page.getByTestId('times').getByText('function').waitFor();

    await page.getByRole('button', { name: 'Copy this call as curl' }).click();
    const curl = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(curl.endsWith(`/functions/run/${id}/orders/7?tag=a&tag=b%26c' -H "Authorization: Bearer $MOLNOS_TOKEN" -H 'X-Tag: it'\\''s' -H 'content-type: application/x-www-form-urlencoded' --data-binary 'size=xl'`), curl);
    await page.getByLabel('As whom').selectOption('nobody');
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page.getByText('401 Unauthorized').waitFor();
    await page.getByRole('button', { name: 'Repeat call 2' }).click();
    await page.getByText('200 OK').waitFor();
    assert.equal(await page.getByLabel('As whom').inputValue(), 'you');
    assert.deepEqual(faults, []);
    await ground.server.ask('DELETE', `/functions/${id}`);
  });

  test('limits of processor and rate are set under Settings, hold, and are taken away again', async () => {
    const ground = of();
    const id = await ground.deploy({ name: 'limited', code: 'exports.handler = () => 1' });
    const limits = async () => (await ground.server.ask('GET', `/functions/${id}`)).json.function.limits;
    const { page, faults } = await ground.page();
    await ground.signIn(page, ground.server.token, `/console/functions/${id}/settings`);
    await page.getByLabel('Processors a worker').fill('0.5');
    await page.getByLabel('Workers at most').fill('3');
    await page.getByLabel('It may be called only so often').check();
    await page.getByLabel('Calls', { exact: true }).fill('5');
    await page.getByLabel('By whom').selectOption('caller');
    await page.getByRole('button', { name: 'Save and deploy' }).click();
    await page.getByText('Version 2 is deployed.').waitFor();
    const set = await limits();
    assert.deepEqual([set.cpu, set.maxWorkers, set.rate], [0.5, 3, { requests: 5, perSeconds: 60, per: 'caller' }]);

    await page.getByText('version 2', { exact: true }).waitFor();
    await page.getByLabel('Processors a worker').fill('');
    await page.getByLabel('It may be called only so often').uncheck();
    await page.getByRole('button', { name: 'Save and deploy' }).click();
    await page.getByText('Version 3 is deployed.').waitFor();
    assert.deepEqual([(await limits()).cpu, (await limits()).rate], [undefined, undefined]);
    assert.deepEqual(faults, []);
    await ground.server.ask('DELETE', `/functions/${id}`);
  });

  test('the editor completes what a function is given, by the declarations that authors copy', async () => {
    const ground = of();
    const { page, faults } = await ground.page();
    await ground.signIn(page, ground.server.token, '/console/functions/new');
    const complete = async (/** @type {string} */ code) => {
      await write(page, 'Code', code.slice(0, -1));
      await page.keyboard.type(code.slice(-1));
      await page.locator('.cm-tooltip-autocomplete li').first().waitFor();
      const labels = await page.locator('.cm-tooltip-autocomplete .cm-completionLabel').allTextContents();
      await page.keyboard.press('Escape');
      await page.locator('.cm-tooltip-autocomplete').waitFor({ state: 'detached' });
      return labels;
    };
    assert.ok((await complete('export async function handler(request, context) { request.')).includes('subpath'));
    assert.deepEqual(await complete('export async function handler(r, c) { c.log.'), ['debug', 'error', 'info', 'warn']);
    assert.ok((await complete('export async function handler(r, { bindings: { databases } }) { databases.')).includes('getTableSize'));
    page.once('dialog', (dialog) => void dialog.accept());
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test('calls of the last hour are drawn in the list and by minutes on the page, and stand in a table too', async () => {
    const ground = of();
    const id = await ground.deploy({ name: 'drawn', allowUnauthenticated: true, code: "exports.handler = ({ query }) => { if (query.fail) throw new Error('no'); return 1; }" });
    for (const query of ['', '', '?fail=1']) await (await fetch(`${ground.server.url}/functions/run/${id}${query}`)).text();
    const { page, faults } = await ground.page();
    await ground.signIn(page, ground.server.token, '/console/functions');
    await page.getByRole('img', { name: '3 calls in the last hour, 1 failed' }).waitFor();

    await page.getByRole('link', { name: 'drawn' }).click();
    await page.getByRole('img', { name: /^Latency, the last hour\. p50: [\d.]+ m?s last/ }).waitFor();
    await page.getByRole('button', { name: 'Table of Errors by kind' }).click();
    const table = page.getByRole('region', { name: 'Errors by kind, as a table' });
    await table.getByRole('columnheader', { name: 'threw' }).waitFor();
    assert.equal(await table.getByRole('cell', { name: '1', exact: true }).count(), 1);
    assert.deepEqual(faults, []);
    await ground.server.ask('DELETE', `/functions/${id}`);
  });

  test('of 2,000 functions only those in sight are drawn, and the last is found by scrolling and by its name', async () => {
    const ground = of();
    const { page } = await ground.page();
    await stubFunctions(page, 2000);
    await ground.signIn(page, ground.server.token, '/console/functions');
    await page.getByText('2,000 functions').waitFor();
    assert.ok(await page.locator('.functions tbody tr').count() < 100);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.getByRole('link', { name: 'function-1999' }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'function-0000' }).count(), 0);
    await page.getByRole('searchbox').fill('function-0007');
    await page.getByText('1 of 2,000').waitFor();
    await page.getByRole('link', { name: 'function-0007' }).waitFor();
    await page.context().close();
  });
}

/** Has the page see so many functions. @param {import('./ground.mjs').Page} page @param {number} count */
export async function stubFunctions(page, count) {
  const of = (/** @type {(index: number, id: string) => object} */ make) => Array.from({ length: count }, (_, index) => make(index, `f${String(index).padStart(7, '0')}`));
  const moment = new Date().toISOString();
  const answers = {
    list: { success: true, count, functions: of((index, id) => ({ id, name: `function-${String(index).padStart(4, '0')}`, endpoint: `/functions/run/${id}`, triggers: [{ type: 'http' }], allowUnauthenticated: index % 2 === 0, passAllHeaders: false, version: 1, limits: {}, createdAt: moment, updatedAt: moment })) },
    stats: { success: true, stats: { totalFunctions: count, functions: of((index, id) => ({ id, name: id, invocations: index * 7 % 1000, errors: index % 5, timeouts: 0, refused: 0, coldStarts: 1, averageMs: 3, p50Ms: 2, p95Ms: index % 90 + 1, p99Ms: 99, workers: index % 3, lastInvokedAt: moment })) } },
    history: { success: true, from: moment, stepSeconds: 120, functions: of((index, id) => ({ id, invocations: Array.from({ length: 30 }, (_, at) => (index + at * 13) % 40), failures: Array.from({ length: 30 }, (_, at) => (index + at) % 9 === 0 ? 1 : 0) })) },
  };
  for (const [name, json] of Object.entries(answers)) await page.route(`**/functions/${name}`, (route) => route.fulfill({ json }));
}
