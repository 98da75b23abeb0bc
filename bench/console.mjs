// @ts-check
// How soon the console paints after an input with 2,000 functions in its list and 100,000 lines in a log, in Chromium. The page's questions to
// the server are answered by this program, since what is measured is the page: from the input's own time stamp to the frame after the next.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stubFunctions } from '../tests/browser/areas-functions.mjs';
import { Ground } from '../tests/browser/ground.mjs';

const functions = 2000;
const lines = 100_000;
const target = 100;

/** The log of one function as server-sent events, all lines at once, then open. @param {number} count */
function logText(count) {
  const words = ['order taken', 'payment declined', 'cache warmed', 'retry in 200 ms'];
  return Array.from({ length: count }, (_, index) => `data: ${JSON.stringify({ timestamp: new Date(1.79e12 + index).toISOString(), level: index % 50 === 0 ? 'error' : 'info', message: `${words[index % 4]} for customer ${index}`, invocationId: index.toString(16).padStart(32, '0') })}\n\n`).join('');
}

/** Has the page note, for every input, when the frame after the next began. @param {import('../tests/browser/ground.mjs').Page} page */
async function watch(page) {
  await page.evaluate(() => {
    const kept = /** @type {any} */ (window);
    kept.delays = [];
    const note = (/** @type {Event} */ event) => requestAnimationFrame(() => requestAnimationFrame(() => kept.delays.push(performance.now() - event.timeStamp)));
    for (const type of ['input', 'click', 'keydown', 'wheel']) addEventListener(type, note, { capture: true, passive: true });
  });
}

/** @param {import('../tests/browser/ground.mjs').Page} page @param {string} name @param {() => Promise<void>} act @returns {Promise<string>} */
async function measure(page, name, act) {
  await page.evaluate(() => { /** @type {any} */ (window).delays = []; });
  await act();
  await page.waitForFunction(() => /** @type {any} */ (window).delays.length > 0);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const delays = /** @type {number[]} */ (await page.evaluate(() => /** @type {any} */ (window).delays)).sort((one, other) => one - other);
  const at = (/** @type {number} */ share) => Math.round(delays[Math.min(delays.length - 1, Math.floor(share * delays.length))] ?? 0);
  return `| ${name} | ${delays.length} | ${at(0.5)} | ${at(0.95)} | ${Math.round(delays.at(-1) ?? 0)} |`;
}

/** @param {import('../tests/browser/ground.mjs').Page} page @param {string} text */
const type = async (page, text) => { for (const letter of text) { await page.keyboard.type(letter); await page.waitForTimeout(60); } };
/** @param {import('../tests/browser/ground.mjs').Page} page */
const wheel = async (page) => { for (let turn = 0; turn < 20; turn++) { await page.mouse.wheel(0, 2400); await page.waitForTimeout(30); } };

const ground = await Ground.open();
const rows = [];
const text = logText(lines);
// Playwright's own answers come whole; a log has to stay open.
const logs = createServer((_, answer) => { answer.writeHead(200, { 'content-type': 'text/event-stream', 'access-control-allow-origin': '*' }); answer.write(text); }).listen(0, '127.0.0.1');
try {
  const { page } = await ground.page({ viewport: { width: 1280, height: 800 }, bypassCSP: true });
  await stubFunctions(page, functions);
  await ground.signIn(page, ground.server.token, '/console/functions');
  await page.getByText('2,000 functions').waitFor();
  await watch(page);
  await page.getByRole('searchbox').click();
  rows.push(await measure(page, `list of ${functions}: a letter into the search`, () => type(page, 'function-19')));
  await page.getByRole('searchbox').fill('');
  rows.push(await measure(page, `list of ${functions}: sort by a column`, async () => { for (const column of ['Calls', 'Errors', 'p95', 'Name']) { await page.getByRole('button', { name: column, exact: true }).click(); await page.waitForTimeout(100); } }));
  await page.mouse.move(700, 500);
  rows.push(await measure(page, `list of ${functions}: a turn of the wheel`, () => wheel(page)));
  await page.unrouteAll();

  const id = await ground.deploy({ name: 'talker', code: 'exports.handler = () => 1' });
  const { port } = /** @type {import('node:net').AddressInfo} */ (logs.address());
  await page.evaluate((address) => {
    const { fetch } = window;
    window.fetch = (input, init) => String(input).includes('/logs?') ? fetch(address, { ...(init?.signal ? { signal: init.signal } : {}) }) : fetch(input, init);
  }, `http://127.0.0.1:${port}/`);
  await ground.go(page, `/functions/${id}/logs`);
  await page.getByText(`${lines.toLocaleString('en')} lines`).waitFor({ timeout: 60_000 });
  await page.getByLabel('Filter').click();
  rows.push(await measure(page, 'log of 100,000: a letter into the filter', () => type(page, 'customer 999')));
  await page.getByLabel('Filter').fill('');
  await page.mouse.move(700, 500);
  rows.push(await measure(page, 'log of 100,000: a turn of the wheel', async () => { await page.getByRole('log').evaluate((box) => { box.scrollTop = 0; }); await wheel(page); }));
  await page.getByRole('log').focus();
  rows.push(await measure(page, 'log of 100,000: an arrow key', async () => { for (let step = 0; step < 20; step++) { await page.keyboard.press('ArrowUp'); await page.waitForTimeout(30); } }));
} finally {
  logs.closeAllConnections();
  logs.close();
  await ground.close();
}

const table = ['# The console with much in it', '', `Milliseconds from an input to the frame after the next; at most ${target} are wanted. Load of the machine meanwhile: ${loadavg()[0]?.toFixed(1)}.`, '', '| input | times | median | p95 | most |', '| --- | --- | --- | --- | --- |', ...rows, ''].join('\n');
console.log(table);
if (process.argv.includes('--save')) {
  const folder = fileURLToPath(new URL('results', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'console.md'), table);
}
