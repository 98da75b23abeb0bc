// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barriers, write } from './ground.mjs';
import { seed } from './seed.mjs';

/** The buttons of a page that open something over it. @type {Record<string, RegExp[]>} */
const dialogs = {
  '/tables': [/^New table/], '/tables/orders': [/^Edit/, /^New item/, /^Delete table/], '/buckets/pictures': [/^Upload/, /^Make private/], '/events': [/^Look/, /^Send again/], '/events/recent': [/^Emit/],
  '/audit': [/^Details/], '/access/accounts': [/^New service account/, /^New key/], '/access/roles': [/^New role/, /^Edit/],
};

/** The main ways through what concerns the server as a whole. @param {() => import('./ground.mjs').Ground} of the suite's one server and browser */
export function testServer(of) {
  test('a route is made to a function, said in words, sent to another server as JSON, and deleted', async () => {
    const ground = of();
    const id = await ground.deploy({ name: 'routed', allowUnauthenticated: true, code: "exports.handler = (request) => 'at ' + request.subpath" });
    const { page, faults } = await ground.page();
    await ground.signIn(page, ground.server.token, '/console/routes');
    await page.getByRole('link', { name: 'Make the first one' }).click();
    await page.getByLabel(/^Name/).fill('mine');
    await page.getByLabel('Path').fill('/console/{**rest}');
    await page.getByLabel(/^Function/).fill('routed');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText("begins with a path of this server's own").waitFor();
    await page.getByLabel('Path').fill('/mine/{**rest}');
    await page.getByText('Requests for /mine/* go to the function routed.').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'mine' }).waitFor();
    assert.equal(await (await fetch(`${ground.server.url}/mine/here`)).text(), 'at /here');

    await page.getByRole('link', { name: 'mine' }).click();
    await page.getByLabel('Other servers').check();
    await page.getByLabel(/^Addresses/).fill('http://127.0.0.1:9/\nhttp://127.0.0.1:10/');
    await page.getByLabel(/^Hosts/).fill('one.example.test, two.example.test');
    await page.getByText('Requests for one.example.test/mine/* or two.example.test/mine/* go on to one of http://127.0.0.1:9/ or http://127.0.0.1:10/.').waitFor();
    await page.getByLabel(/^Ask for its health/).fill('/well');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Routes' }).waitFor();
    const { route } = (await ground.server.ask('GET', '/routes/mine')).json;
    assert.deepEqual([Object.values(route.upstreams.destinations).map((/** @type {any} */ one) => one.address), route.upstreams.healthCheck.active.path, route.function], [['http://127.0.0.1:9/', 'http://127.0.0.1:10/'], '/well', undefined]);

    await page.getByRole('link', { name: 'mine' }).click();
    await page.getByRole('button', { name: 'Edit as JSON' }).click();
    await write(page, 'Route', '{ "match": { "path": "/mine/{**rest}", "methods": ["GET"] }, "upstreams": { "destinations": { "one": { "address": "http://127.0.0.1:9/" } } } }');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('GET requests for /mine/* go on to http://127.0.0.1:9/.').waitFor();
    await page.getByRole('button', { name: 'Delete mine' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('No routes yet').waitFor();
    assert.equal((await fetch(`${ground.server.url}/mine/here`)).status, 404);
    assert.deepEqual(faults, []);
    await ground.server.ask('DELETE', `/functions/${id}`);
  });

  test('an event that a function fails at becomes a dead letter, is looked into, and is sent again once the function is mended', async () => {
    const ground = of();
    const id = await ground.deploy({ name: 'keeper', triggers: [{ type: 'event', eventName: 'stock.*' }, { type: 'schedule', cron: '0 3 1 1 *' }], code: "exports.handler = () => { throw new Error('no room') }" });
    const { page, faults } = await ground.page();
    await ground.signIn(page, ground.server.token, '/console/events');
    await page.getByText('No dead letters').waitFor();
    await page.getByRole('link', { name: 'Subscriptions' }).click();
    await page.getByRole('rowheader', { name: 'stock.*' }).waitFor();
    await page.getByRole('link', { name: 'Schedules' }).click();
    await page.getByRole('cell', { name: '0 3 1 1 *' }).waitFor();
    await page.getByRole('link', { name: 'Recent events' }).click();
    await page.getByRole('button', { name: 'Emit an event' }).click();
    await page.getByRole('dialog').getByLabel('Event').fill('stock.came');
    await write(page, 'Data', '{ "units": 12 }');
    await page.getByRole('button', { name: 'Emit', exact: true }).click();
    await page.getByText('stock.came goes to 1 function.').waitFor();
    await ground.until(async () => (await ground.server.ask('GET', '/events/dead-letters')).json.count === 1);

    await page.getByRole('link', { name: 'Dead letters' }).click();
    await page.getByRole('button', { name: /^Look into dead letter/ }).click();
    await page.getByRole('dialog').getByText('The function threw Error: no room').waitFor();
    await page.getByRole('dialog').getByText('"units": 12').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await ground.server.ask('PUT', `/functions/${id}`, { code: 'exports.handler = () => 1' });
    await page.getByRole('button', { name: /^Send again/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
    await page.getByText('1 sent again.').waitFor();
    await page.getByText('No dead letters').waitFor();
    await ground.until(async () => (await ground.server.ask('GET', '/events?eventName=stock.came')).json.events[0].status === 'delivered');
    assert.deepEqual(faults, []);
    await ground.server.ask('DELETE', `/functions/${id}`);
  });

  test('a role and an account are made, the key is shown once and works, is replaced, and the audit log has it all', async () => {
    const ground = of();
    const { page, faults } = await ground.page();
    await ground.signIn(page, ground.server.token, '/console/access/roles');
    await page.getByRole('button', { name: 'New role' }).click();
    await page.getByLabel('Name').fill('auditor');
    for (const permission of ['audit.read', 'functions.read']) {
      await page.getByLabel('Another permission').fill(permission);
      await page.keyboard.press('Enter');
    }
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'auditor' }).waitFor();
    await page.getByRole('button', { name: 'Edit auditor' }).click();
    await page.getByRole('button', { name: 'Take away functions.read' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.deepEqual((await ground.server.ask('GET', '/identity/roles/auditor')).json.role.permissions, ['audit.read']);

    await page.getByRole('link', { name: 'Service accounts' }).click();
    await page.getByRole('button', { name: 'New service account' }).click();
    await page.getByLabel('Name').fill('inspector');
    await page.getByRole('checkbox', { name: 'auditor' }).check();
    await page.getByRole('button', { name: 'Create' }).click();
    const key = await page.getByTestId('key').innerText();
    await page.getByRole('button', { name: 'Copy' }).click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), key);
    await page.getByRole('button', { name: 'I have it' }).click();
    assert.equal((await ground.server.ask('GET', '/audit', undefined, key)).status, 200);
    assert.equal((await ground.server.ask('GET', '/functions/list', undefined, key)).status, 403);
    await page.getByRole('button', { name: 'New key for inspector' }).click();
    await page.getByRole('button', { name: 'Make a new key' }).click();
    const next = await page.getByTestId('key').innerText();
    await page.getByRole('button', { name: 'I have it' }).click();
    assert.deepEqual([(await ground.server.ask('GET', '/audit', undefined, key)).status, (await ground.server.ask('GET', '/audit', undefined, next)).status], [401, 200]);

    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByLabel('Who').fill('inspector');
    await page.getByLabel('Outcome').selectOption('denied');
    await page.getByRole('rowheader', { name: 'administrator' }).first().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Details of/ }).first().click();
    await page.getByRole('dialog').getByText('denied, status 403').waitFor();
    await page.keyboard.press('Escape');
    await ground.go(page, '/access/accounts');
    await page.getByRole('button', { name: 'Delete inspector' }).click();
    await page.getByLabel('Type inspector to confirm').fill('inspector');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('rowheader', { name: 'inspector' }).waitFor({ state: 'detached' });
    assert.deepEqual(faults, []);
    await ground.server.ask('DELETE', '/identity/roles/auditor');
  });

  test('the log of all shows lines of functions and services as they come, and finds them by level and text', async () => {
    const ground = of();
    const { page, faults } = await ground.page();
    await ground.signIn(page, ground.server.token, '/console/logs');
    await page.getByRole('heading', { name: 'Logs' }).waitFor();
    const id = await ground.deploy({ name: 'chatty', allowUnauthenticated: true, code: "exports.handler = () => { console.warn('low on <b>paper</b>'); return 1; }" });
    await fetch(`${ground.server.url}/functions/run/${id}`);
    await ground.server.ask('POST', '/observability/events', { service: 'backup', level: 'info', message: 'went well', metadata: { files: 3 } });
    const lines = page.getByRole('list', { name: 'Lines' });
    await lines.getByText('low on <b>paper</b>').waitFor();
    await lines.getByText('went well {"files":3}').waitFor();
    await page.getByLabel('From level').selectOption('warn');
    await lines.getByText('went well').waitFor({ state: 'detached' });
    await page.getByLabel('Message contains').fill('PAPER');
    await lines.getByRole('link', { name: new RegExp(`^(chatty|functions.${id})$`) }).first().waitFor();
    await page.getByLabel('Message contains').fill('no such text');
    await page.getByText('No line fits').waitFor();
    assert.deepEqual(faults, []);
    await ground.server.ask('DELETE', `/functions/${id}`);
  });

  test('the platform page counts calls, workers and bytes, and rests while nobody sees it', async () => {
    const ground = of();
    const id = await ground.deploy({ name: 'counted', allowUnauthenticated: true, code: "exports.handler = () => 'yes'" });
    const { page, faults } = await ground.page();
    await page.clock.install();
    await ground.signIn(page, ground.server.token, '/console/platform');
    await page.getByText('ready', { exact: true }).waitFor();
    const answered = page.locator('.bars > div', { hasText: 'Answered' }).locator('dd').first();
    const before = Number(await answered.innerText());
    await page.getByText(/Version \d+\.\d+\.\d+, up for/).waitFor();
    await page.getByText('Definitions and accounts').waitFor();
    await page.evaluate(() => {
      const seen = /** @type {any} */ (window);
      seen.shifts = 0;
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.shifts += /** @type {any} */ (entry).value; }).observe({ type: 'layout-shift' });
    });
    for (let n = 0; n < 5; n++) await fetch(`${ground.server.url}/functions/run/${id}`);
    await ground.until(async () => Number(await answered.innerText()) === before + 5);
    assert.ok(await page.evaluate(() => /** @type {any} */ (window).shifts) < 0.01, 'what comes new moves nothing that was there');

    let asked = 0;
    page.on('request', (request) => { if (request.url().endsWith('/metrics')) asked++; });
    const see = (/** @type {boolean} */ isSeen) => page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, !isSeen);
    await see(false);
    await page.clock.runFor(10_000);
    assert.equal(asked, 0, 'it asks nothing while it is hidden');
    await Promise.all([page.waitForRequest((request) => request.url().endsWith('/metrics')), see(true)]);
    assert.deepEqual(faults, []);
    await ground.server.ask('DELETE', `/functions/${id}`);
  });

  test('who may read one table finds it and nothing else, sees no button to change it, and is refused anyway', async () => {
    const ground = of();
    await ground.server.ask('POST', '/databases/write', { tableName: 'orders', key: 'one', value: 1 });
    await ground.server.ask('POST', '/identity/roles', { roleId: 'reader', permissions: ['databases.table.read:orders'] });
    const { json: { apiKey, serviceAccount } } = await ground.server.ask('POST', '/identity/service-accounts', { name: 'reader', roles: ['reader'] });
    const { page, faults } = await ground.page();
    await ground.signIn(page, apiKey);
    await page.getByRole('heading', { name: 'Tables' }).waitFor();
    assert.deepEqual(await page.getByRole('navigation', { name: 'Main' }).getByRole('link').allInnerTexts(), ['Tables', 'Access']);
    await page.getByRole('link', { name: 'orders' }).click();
    await page.getByRole('button', { name: 'Show one' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Value' }).waitFor();
    assert.deepEqual(await page.getByRole('button', { name: /Save|Delete|New item|Edit/ }).count(), 0);
    await page.keyboard.press('Escape');
    for (const at of ['/buckets', '/schemas', '/routes', '/events', '/audit', '/access', '/access/accounts', '/tables']) {
      await ground.go(page, at);
      await page.getByRole('heading', { level: 1 }).waitFor();
      assert.deepEqual(await page.getByRole('button', { name: /^(New|Make|Upload|Delete|Create|Edit|Emit|Send)/ }).count(), 0, at);
    }
    const refused = await page.evaluate(async (key) => (await fetch('/databases/delete?tableName=orders&key=one', { method: 'DELETE', headers: { authorization: `Bearer ${key}` } })).status, apiKey);
    assert.equal(refused, 403);
    assert.deepEqual(faults, []);
    await ground.server.ask('DELETE', `/identity/service-accounts/${serviceAccount.id}`);
    await ground.server.ask('DELETE', '/identity/roles/reader');
    await ground.server.ask('DELETE', '/databases/tables/orders');
  });

  test('Ctrl+K leads to any page, function or table by a part of its name, by the keyboard alone', async () => {
    const ground = of();
    const id = await ground.deploy({ name: 'invoice-writer', code: 'exports.handler = () => 1' });
    await ground.server.ask('POST', '/databases/tables/invoices');
    const { page, faults } = await ground.page();
    await ground.signIn(page);
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: 'Functions' }).waitFor();
    assert.deepEqual(await barriers(page), []);
    await page.keyboard.type('invoi');
    await page.getByRole('option', { name: 'invoices table' }).waitFor();
    await page.getByRole('option', { name: 'invoice-writer function' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'invoices' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('no such thing');
    await page.getByText('Nothing has this in its name.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.deepEqual(faults, []);
    await ground.server.ask('DELETE', `/functions/${id}`);
    await ground.server.ask('DELETE', '/databases/tables/invoices');
  });

  test('the menu of a narrow screen opens, leads on and closes by the keyboard alone', async () => {
    const ground = of();
    const { page, faults } = await ground.page({ viewport: { width: 380, height: 700 } });
    await ground.signIn(page);
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: 'Audit log' }).waitFor();
    await page.keyboard.press('Escape');
    const opener = page.getByRole('button', { name: 'Menu' });
    await opener.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Functions', exact: true }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Functions', exact: true }).getAttribute('aria-current'), 'page');
    await page.keyboard.press('Escape');
    assert.equal(await opener.evaluate((button) => button === document.activeElement && button.getAttribute('aria-expanded')), 'false');
    await page.keyboard.press('Enter');
    for (let presses = 0; await page.evaluate(() => document.activeElement?.textContent) !== 'Audit log'; presses++) {
      assert.ok(presses < 20, 'the tab key comes to every place');
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Audit log' }).waitFor();
    assert.equal(await opener.getAttribute('aria-expanded'), 'false');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'main', 'and reading goes on there');
    assert.deepEqual(faults, []);
  });

  test('axe finds no barrier in any area, light and dark, wide and narrow', async () => {
    const ground = of();
    const { pages, remove } = await seed(ground);
    for (const options of [{ colorScheme: /** @type {const} */ ('light') }, { colorScheme: /** @type {const} */ ('dark'), viewport: { width: 380, height: 800 } }]) {
      const { page, faults } = await ground.page(options);
      await ground.signIn(page);
      for (const at of pages) {
        await ground.go(page, at);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.locator('.late').waitFor({ state: 'detached' });
        assert.deepEqual(await barriers(page), [], at);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(overflow <= 0, `${at} is ${overflow} pixels too wide`);
        for (const name of dialogs[at] ?? []) {
          await page.getByRole('button', { name }).first().click();
          await page.getByRole('dialog').locator('.late').waitFor({ state: 'detached' });
          assert.deepEqual(await barriers(page), [], `${at} ${name}`);
          await page.keyboard.press('Escape');
          await page.getByRole('dialog').waitFor({ state: 'detached' });
        }
        if (process.env['SCREENSHOTS']) await page.screenshot({ path: `${process.env['SCREENSHOTS']}/${options.colorScheme}${at.replaceAll('/', '-')}.png`, fullPage: true });
      }
      assert.deepEqual(faults, []);
      await page.context().close();
    }
    await remove();
  });
}
