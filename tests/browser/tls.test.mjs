// @ts-check
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ground } from './ground.mjs';

/** Writes a certificate for 127.0.0.1 that nobody has signed but itself. @param {string} folder @param {string} name what it is told apart by */
function certify(folder, name) {
  execFileSync('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30', '-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1',
    '-keyout', join(folder, 'server.key'), '-out', join(folder, 'server.pem'),
  ], { stdio: 'ignore' });
}

test('Chromium speaks HTTP/2 by TLS, and gets a replaced certificate while the page that it has open misses no answer', async () => {
  /** @type {string} */
  let folder = '';
  const ground = await Ground.open((data) => {
    mkdirSync(folder = join(data, 'tls'));
    certify(folder, 'first');
    return {
      urls: 'http://127.0.0.1:0;https://127.0.0.1:0',
      'Tls:Certificates:0:Certificate': join(folder, 'server.pem'), 'Tls:Certificates:0:Key': join(folder, 'server.key'),
    };
  });
  try {
    const address = `${/Now listening on: (https:\S+)/.exec(ground.server.output)?.[1]}/health`;
    // Each page of this kind has connections of its own, so it shows what a new caller gets.
    const visit = async () => {
      const { page } = await ground.page({ ignoreHTTPSErrors: true });
      const response = await page.goto(address);
      return { page, name: (await response?.securityDetails())?.subjectName };
    };
    const { page, name } = await visit();
    assert.equal(name, 'first');
    assert.equal(await page.evaluate(() => performance.getEntriesByType('navigation').map((entry) => /** @type {PerformanceNavigationTiming} */ (entry).nextHopProtocol).join()), 'h2');

    const asking = page.evaluate(async () => {
      const told = { good: 0, bad: 0 };
      for (Object.assign(window, { stop: false }); !Reflect.get(window, 'stop'); await new Promise((resolve) => setTimeout(resolve, 20))) {
        told[await fetch('/health').then((answer) => answer.ok, () => false) ? 'good' : 'bad'] += 1;
      }
      return told;
    });
    certify(folder, 'second');
    await ground.until(async () => {
      const other = await visit();
      await other.page.context().close();
      return other.name === 'second';
    });
    await page.evaluate(() => Object.assign(window, { stop: true }) && undefined);

    const told = await asking;
    assert.equal(told.bad, 0);
    assert.ok(told.good > 10, `${told.good} answers`);
  } finally {
    await ground.close();
  }
});
