// @ts-check
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { testData } from './areas-data.mjs';
import { testFunctions } from './areas-functions.mjs';
import { testServer } from './areas-server.mjs';
import { barriers, Ground, write } from './ground.mjs';

/** @type {Ground} */
let ground;
before(async () => { ground = await Ground.open(); });
after(() => ground?.close());

test('from the first sign-in to a function that is written, mended, bound, tested, rolled back and deleted', async () => {
  const { page, faults } = await ground.page();
  await page.goto(`${ground.server.url}/console/`);
  await page.getByLabel('Key').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('This key is not valid.').waitFor();
  await ground.signIn(page);

  await page.getByText('No functions yet').waitFor();
  await page.getByRole('link', { name: 'Write the first one' }).click();
  await page.getByLabel('Name').fill('orders');
  await write(page, 'Code', 'export async function handler(request, context) {\n  const order = await request.json(;\n}\n');
  await page.getByRole('button', { name: 'Deploy' }).click();
  await page.getByRole('alert').getByText('The code does not load: SyntaxError').waitFor();
  await page.locator('.cm-gutter-lint .cm-lint-marker-error').waitFor();
  const marked = await page.locator('.cm-lintRange-error').first().evaluate((range) => [...range.closest('.cm-content')?.querySelectorAll('.cm-line') ?? []].indexOf(/** @type {Element} */ (range.closest('.cm-line'))));
  assert.equal(marked, 1, 'the second line is marked');

  await write(page, 'Code', `export async function handler(request, context) {
  context.log.info('an order came', { total: request.body.total });
  await context.bindings.databases.write('orders', 'last', request.body);
  return { statusCode: 201, body: { stored: await context.bindings.databases.get('orders', 'last') } };
}
`);
  await page.getByRole('button', { name: 'Deploy' }).click();
  await page.getByRole('heading', { name: 'orders' }).waitFor();

  await page.getByRole('link', { name: 'Bindings' }).click();
  await page.getByRole('button', { name: 'Databases' }).click();
  await page.getByLabel('Names of tables').fill('orders');
  await page.getByLabel('write').check();
  await page.getByText('May read and write the table orders.').waitFor();
  await page.getByRole('button', { name: 'Save and deploy' }).click();
  await page.getByText('Version 2 is deployed.').waitFor();

  await page.getByRole('link', { name: 'Test' }).click();
  await page.getByLabel('Method').selectOption('POST');
  await write(page, 'Body', '{ "total": 42 }');
  await page.getByRole('button', { name: 'Call', exact: true }).click();
  await page.getByText('201 Created').waitFor();
  const answer = page.getByTestId('body');
  await answer.getByText('total').waitFor();
  await answer.getByText('42', { exact: true }).waitFor();
  assert.match(await page.getByTestId('times').getByText('bindings').innerText(), /bindings (?!0\.0)[\d.]+ m?s/, 'two calls of a service took their time');
  await page.getByLabel('Log of this call').getByText('an order came').waitFor();

  await page.getByRole('link', { name: 'Versions' }).click();
  await page.getByRole('button', { name: 'Compare version 1 with the one that runs' }).click();
  await page.getByText('The code is the same.').waitFor();
  await page.getByLabel('Changes of the settings').locator('.cm-changedLine').getByText('"databases"').waitFor();
  await page.getByLabel('What changed').getByRole('button', { name: 'Roll back to 1' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Roll back', exact: true }).click();
  await page.getByText('Version 3 is deployed; it equals version 1.').waitFor();
  assert.equal((await ground.server.ask('GET', '/functions/list')).json.functions[0].version, 3);

  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No functions yet').waitFor();
  assert.equal((await ground.server.ask('GET', '/functions/list')).json.count, 0);
  assert.deepEqual(faults, []);
});

test('who may only look sees no button to change anything, and the server refuses it anyway', async () => {
  const id = await ground.deploy({ name: 'looked-at', code: 'exports.handler = () => 1' });
  const made = await ground.server.ask('POST', '/identity/service-accounts', { name: 'viewer', roles: ['user'] });
  const { page, faults } = await ground.page();
  await ground.signIn(page, made.json.apiKey);
  await page.getByRole('link', { name: 'looked-at' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'New function' }).count(), 0);

  for (const [tab, button] of [['', 'Delete'], ['/code', 'Save and deploy'], ['/settings', 'Save and deploy'], ['/bindings', 'Save and deploy'], ['/versions', 'Roll back']]) {
    await ground.go(page, `/functions/${id}${tab}`);
    await page.getByRole('heading', { name: 'looked-at' }).waitFor();
    assert.equal(await page.getByRole('button', { name: button }).count(), 0, `${tab} shows ${button}`);
  }
  const refused = await page.evaluate(async ([address, key]) => (await fetch(address, { method: 'DELETE', headers: { authorization: `Bearer ${key}` } })).status, [`/functions/${id}`, made.json.apiKey]);
  assert.equal(refused, 403);
  assert.deepEqual(faults, []);
  await ground.server.ask('DELETE', `/functions/${id}`);
});

test("a function's answer and log that hold script run nothing in the console", async () => {
  const script = "<script>parent.hacked = top.hacked = 1; document.title = 'hacked'</script><img src=x onerror=\"top.hacked = 1\"><h1>A page</h1>";
  const id = await ground.deploy({
    name: 'hostile',
    code: `exports.handler = () => { console.log(${JSON.stringify(script)}); return { statusCode: 200, headers: { 'content-type': 'text/html' }, body: ${JSON.stringify(script)} }; }`,
  });
  const { page } = await ground.page();
  await ground.signIn(page, ground.server.token, `/console/functions/${id}/test`);
  await page.getByRole('button', { name: 'Call', exact: true }).click();
  const frame = page.frameLocator('iframe[title="The answer as a page"]');
  await frame.getByRole('heading', { name: 'A page' }).waitFor();
  await page.getByLabel('Log of this call').getByText('<script>').waitFor();
  assert.equal(await page.evaluate(() => /** @type {any} */ (window).hacked), undefined);
  assert.match(await page.title(), /Test/);
  await ground.server.ask('DELETE', `/functions/${id}`);
});

test("a function's page in the console's own tab finds no key, and holds no console that it opens", async () => {
  const id = await ground.deploy({
    name: 'curious', allowUnauthenticated: true,
    code: "exports.handler = () => ({ statusCode: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Curious</h1>' })",
  });
  const { page } = await ground.page();
  await ground.signIn(page);
  await page.goto(`${ground.server.url}/functions/run/${id}`);
  await page.getByRole('heading', { name: 'Curious' }).waitFor();
  assert.deepEqual(await page.evaluate(() => [sessionStorage.length, localStorage.length, document.cookie]), [0, 0, '']);

  const [opened] = await Promise.all([page.context().waitForEvent('page'), page.evaluate(() => { /** @type {any} */ (window).held = window.open('/console/'); })]);
  await opened.getByLabel('Key').waitFor();
  assert.equal(await opened.evaluate(() => window.opener), null);
  assert.equal(await page.evaluate(() => { const { held } = /** @type {any} */ (window); return held.closed; }), true, 'the console is out of its reach');
  await page.goBack();
  await page.getByLabel('Key').waitFor();
  await ground.server.ask('DELETE', `/functions/${id}`);
});

test('the log shows lines as they come, and a filter finds them', async () => {
  const id = await ground.deploy({ name: 'talker', allowUnauthenticated: true, code: "exports.handler = (request) => { console.log('said ' + request.query.n); return request.query.n; }" });
  const { page, faults } = await ground.page();
  await ground.signIn(page, ground.server.token, `/console/functions/${id}/logs`);
  await page.getByText('No lines yet.').waitFor();
  for (const n of ['one', 'two']) await fetch(`${ground.server.url}/functions/run/${id}?n=${n}`);
  await page.getByRole('log').getByText('said one').waitFor();
  await page.getByRole('log').getByText('said two').waitFor();
  await page.getByLabel('Filter').fill('two');
  await page.getByRole('log').getByText('said one').waitFor({ state: 'detached' });
  assert.deepEqual(faults, []);
  await ground.server.ask('DELETE', `/functions/${id}`);
});

test('axe finds no barrier on any page, light and dark, wide and narrow', async () => {
  const id = await ground.deploy({
    name: 'everything', env: { NAME: 'value', KEY: { secret: 'hidden' } }, methods: ['GET', 'POST'],
    triggers: [{ type: 'http' }, { type: 'event', eventName: 'order.created' }, { type: 'schedule', cron: '0 3 * * *' }],
    bindings: [{ service: 'databases', permissions: [{ resource: 'table', actions: ['read'], targets: ['users'] }] }],
    code: "exports.handler = () => { console.warn('careful'); return { list: [1, { deep: null }], text: 'x' }; }",
  });
  await ground.server.ask('PUT', `/functions/${id}`, { code: "exports.handler = () => { console.warn('careful'); return { list: [1, { deep: null }], text: 'y' }; }" });
  for (const options of [{ colorScheme: /** @type {const} */ ('light') }, { colorScheme: /** @type {const} */ ('dark'), viewport: { width: 380, height: 800 } }]) {
    const { page, faults } = await ground.page(options);
    await page.goto(`${ground.server.url}/console/`);
    await page.getByLabel('Key').waitFor();
    assert.deepEqual(await barriers(page), [], 'sign in');
    await ground.signIn(page);
    for (const at of ['', '/new', `/${id}`, `/${id}/code`, `/${id}/test`, `/${id}/logs`, `/${id}/settings`, `/${id}/bindings`, `/${id}/versions`]) {
      await ground.go(page, `/functions${at}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      if (at.endsWith('/test')) {
        await page.getByRole('button', { name: 'Call', exact: true }).click();
        await page.getByTestId('body').waitFor();
      }
      if (at.endsWith('/logs')) await page.getByRole('log').getByText('careful').first().click();
      if (at.endsWith('/versions')) {
        await page.getByRole('button', { name: 'Compare' }).click();
        await page.getByLabel('Changes of the code').waitFor();
      }
      if (at === `/${id}`) await page.getByRole('button', { name: 'Table of Latency' }).click();
      assert.deepEqual(await barriers(page), [], at);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(overflow <= 0, `${at} is ${overflow} pixels too wide`);
      if (process.env['SCREENSHOTS']) await page.screenshot({ path: `${process.env['SCREENSHOTS']}/${options.colorScheme}${at.replace(id, 'one').replaceAll('/', '-') || '-list'}.png`, fullPage: true });
    }
    assert.deepEqual(faults, []);
    await page.context().close();
  }
  await ground.server.ask('DELETE', `/functions/${id}`);
});

testFunctions(() => ground);
testData(() => ground);
testServer(() => ground);
