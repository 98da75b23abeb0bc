// @ts-check
// A supervisor with the console, and a browser in front of it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { Server } from '../crash/server.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const patience = 15_000;

/** @typedef {import('playwright-core').Page} Page */

export class Ground {
  /** @param {(data: string) => Record<string, string>} [settings] says further settings, given the data folder */
  static async open(settings = () => ({})) {
    const data = mkdtempSync(join(tmpdir(), 'molnos-browser-'));
    const server = await Server.start(data, settings(data));
    // As root, Chromium has no sandbox of its own; it visits nothing but the server above.
    const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] });
    return new Ground(data, server, browser);
  }

  /** @param {string} data @param {Server} server @param {import('playwright-core').Browser} browser */
  constructor(data, server, browser) {
    this.data = data;
    this.server = server;
    this.browser = browser;
  }

  /**
   * A page of its own, on which nothing may go wrong unseen: errors of scripts and refusals of the content security policy are kept.
   * @param {import('playwright-core').BrowserContextOptions} [options]
   */
  async page(options = {}) {
    const context = await this.browser.newContext({ ...options, permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    /** @type {string[]} */
    const faults = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      // The browser itself writes a style attribute where text is put into an editor, and refuses it; nothing depends on it.
      if (/content security policy/i.test(message.text()) && !message.text().startsWith('Applying inline style')) faults.push(message.text());
    });
    return { page, faults };
  }

  /** Signs in by the form, as people do. @param {Page} page @param {string} [key] @param {string} [at] */
  async signIn(page, key = this.server.token, at = '/console/') {
    await page.goto(this.server.url + at);
    await page.getByLabel('Key').fill(key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('#main').waitFor();
  }

  /** Goes to another page of the console, as its links do: a reload would ask for the key again. @param {Page} page @param {string} path below /console */
  async go(page, path) {
    await page.evaluate((to) => {
      history.pushState(null, '', `/console${to}`);
      dispatchEvent(new PopStateEvent('popstate'));
    }, path);
  }

  /** @param {Record<string, unknown>} definition @returns {Promise<string>} */
  async deploy(definition) {
    const answer = await this.server.ask('POST', '/functions/deploy', definition);
    if (answer.status !== 201) throw new Error(`not deployed: ${answer.status} ${answer.text}`);
    return answer.json.function.id;
  }

  /** Waits until something is so. @param {() => Promise<boolean>} isSo */
  async until(isSo) {
    for (const end = Date.now() + patience; !await isSo(); await sleep(50)) if (Date.now() > end) throw new Error('it did not come to be in time');
  }

  async close() {
    await this.browser.close();
    await this.server.stop();
    rmSync(this.data, { recursive: true, force: true });
  }
}

/** Types into a code editor as a person would replace all of it. @param {Page} page @param {string} label @param {string} text */
export async function write(page, label, text) {
  const editor = page.getByRole('textbox', { name: label, exact: true });
  await editor.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
}

/** What axe-core finds that keeps people out. @param {Page} page @returns {Promise<string[]>} */
export async function barriers(page) {
  // By the debugger, which the page's policy does not bind.
  await page.evaluate(axe);
  return await page.evaluate(async () => {
    // @ts-expect-error axe-core puts itself there.
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
    return violations.filter((/** @type {any} */ one) => one.impact === 'serious' || one.impact === 'critical')
      .flatMap((/** @type {any} */ one) => one.nodes.map((/** @type {any} */ node) => `${one.id}: ${node.target.join(' ')}: ${node.failureSummary}`));
  });
}
