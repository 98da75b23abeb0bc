// @ts-check
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { write } from './ground.mjs';

/** The main ways through tables, buckets and schemas. @param {() => import('./ground.mjs').Ground} of the suite's one server and browser */
export function testData(of) {
  test('a table is made, filled, searched, changed over nobody, and deleted by typing its name', async () => {
    const ground = of();
    await ground.server.ask('DELETE', '/databases/tables/orders');
    const { page, faults } = await ground.page();
    await ground.signIn(page);
    await page.getByRole('link', { name: 'Tables' }).click();
    await page.getByText('No tables yet').waitFor();
    await page.getByRole('button', { name: 'Make the first one' }).click();
    await page.getByLabel('Name').fill('users');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('The table is empty').waitFor();

    await page.getByRole('button', { name: 'New item' }).click();
    await page.getByLabel('Key', { exact: true }).fill('ada');
    await write(page, 'Value', '{ "age": 36, "account": 12345678901234567890 }');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('rowheader', { name: 'ada' }).waitFor();
    await ground.server.ask('POST', '/databases/write', { tableName: 'users', key: 'bob', value: "<img src=x onerror=\"document.title='hacked'\">" });
    await page.getByRole('button', { name: 'Read again' }).click();
    await page.getByText('<img src=x').waitFor();
    await page.getByLabel('Keys that begin with').fill('ad');
    await page.getByRole('rowheader', { name: 'bob' }).waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Edit ada' }).click();
    await page.getByRole('textbox', { name: 'Value', exact: true }).getByText('12345678901234567890').waitFor();
    await ground.server.ask('POST', '/databases/write', { tableName: 'users', key: 'ada', value: 'theirs' });
    await write(page, 'Value', '{ "age": 37, "account": 12345678901234567890 }');
    await Promise.all([page.waitForEvent('dialog').then((question) => question.dismiss()), page.keyboard.press('Escape')]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Somebody else changed this item after you opened it. Nothing was saved').waitFor();
    await page.getByRole('dialog').getByText('"theirs"').waitFor();
    assert.equal((await ground.server.ask('POST', '/databases/get', { tableName: 'users', key: 'ada' })).text, '"theirs"');
    await page.getByRole('button', { name: 'Replace theirs' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.match((await ground.server.ask('POST', '/databases/get', { tableName: 'users', key: 'ada' })).text, /"age": ?37, ?"account": ?12345678901234567890/);

    await page.getByRole('button', { name: 'Delete ada' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('No such key').waitFor();
    await page.getByRole('button', { name: 'Delete table' }).click();
    assert.equal(await page.getByRole('button', { name: 'Delete', exact: true }).isDisabled(), true, 'the name has to be typed');
    await page.getByLabel('Type users to confirm').fill('users');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('No tables yet').waitFor();
    assert.equal((await ground.server.ask('GET', '/databases/tables/users')).status, 404);
    assert.deepEqual(faults, []);
  });

  test('a bucket is made, filled by upload, read by download, made public, and deleted', async () => {
    const ground = of();
    const { page, faults } = await ground.page();
    await ground.signIn(page, ground.server.token, '/console/buckets');
    await page.getByRole('button', { name: 'Make the first one' }).click();
    await page.getByLabel('Name').fill('pictures');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('The bucket is empty').waitFor();

    const upload = async () => {
      await page.getByRole('button', { name: 'Upload' }).click();
      await page.getByLabel('Files').setInputFiles({ name: 'sun & moon.txt', mimeType: 'text/plain', buffer: Buffer.from('bright') });
      await page.getByLabel('Put under').fill('sky/');
      await page.getByRole('dialog').getByRole('button', { name: 'Upload' }).click();
    };
    await upload();
    await page.getByRole('rowheader', { name: 'sky/sun & moon.txt' }).waitFor();
    await upload();
    await page.getByText('there is an object with this key already').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download sky/sun & moon.txt' }).click()]);
    assert.equal(download.suggestedFilename(), 'sun & moon.txt');
    assert.equal(readFileSync(await download.path(), 'utf8'), 'bright');

    const object = `${ground.server.url}/storage/buckets/pictures/objects/sky/sun%20%26%20moon.txt`;
    assert.equal((await fetch(object)).status, 401);
    await page.getByRole('button', { name: 'Make public' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Make public' }).click();
    await page.getByRole('button', { name: 'Copy the address of sky/sun & moon.txt' }).click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), object);
    assert.equal(await (await fetch(object)).text(), 'bright');

    await page.getByRole('button', { name: 'Delete sky/sun & moon.txt' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('The bucket is empty').waitFor();
    await page.getByRole('button', { name: 'Delete bucket' }).click();
    await page.getByLabel('Type pictures to confirm').fill('pictures');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('No buckets yet').waitFor();
    assert.deepEqual(faults, []);
  });

  test('a schema is written, holds data against it, gets a next version, and goes', async () => {
    const ground = of();
    const { page, faults } = await ground.page();
    await ground.signIn(page, ground.server.token, '/console/schemas');
    await page.getByRole('link', { name: 'Write the first one' }).click();
    await page.getByLabel('Name').fill('parcel');
    await write(page, 'Schema', '{ "properties": { "weight": { "minimun": 0 } } }');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('schema/properties/weight: unknown keyword "minimun".').waitFor();
    await write(page, 'Schema', '{ "properties": { "weight": { "minimum": 0 } }, "required": ["weight"] }');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'parcel' }).waitFor();

    await write(page, 'Data', '{ "weight": -1 }');
    await page.getByRole('button', { name: 'Validate' }).click();
    await page.getByText('Not valid: 1 fault.').waitFor();
    await page.getByText('must be >= 0').waitFor();
    await write(page, 'Data', '{ "weight": 2 }');
    await page.getByRole('button', { name: 'Validate' }).click();
    await page.getByText('Valid by version 1.').waitFor();

    await write(page, 'Schema', '{ "required": ["height"] }');
    await page.getByRole('button', { name: 'Save as version 2' }).click();
    await page.getByText('version 2', { exact: true }).waitFor();
    await page.getByRole('combobox', { name: 'Version' }).selectOption('1');
    await page.getByRole('textbox', { name: 'Schema' }).getByText('minimum').waitFor();
    await page.getByRole('button', { name: 'Delete schema' }).click();
    await page.getByLabel('Type parcel to confirm').fill('parcel');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('No schemas yet').waitFor();
    assert.deepEqual(faults, []);
  });
}
