// @ts-check
// The positive control: every attack that can be tried without harm runs once in a plain node, where no wall stands, and must get out.
// An attack that fails there too proves nothing by failing in a worker.
// Usage: node control.mjs; prints the attacks that failed and ends with 1 when there are any.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { argv, execPath } from 'node:process';
import { catalogue, sourceOf } from '../functions/hostile/catalogue.mjs';
import { Canaries } from './canaries.mjs';

const controlled = catalogue.filter(({ attack, control }) => attack !== undefined && control !== false);

/** Runs one attack right here. @param {number} number @param {string} facts */
async function attack(number, facts) {
  const handler = new Function('require', `${sourceOf(controlled[number])}\nreturn handler;`)(createRequire(import.meta.url));
  const outcome = await handler({ body: JSON.parse(facts), query: {} }, { invocationId: '0' });
  process.stdout.write(`outcome ${JSON.stringify(outcome)}\n`, () => process.kill(process.pid, 'SIGKILL'));
}

/** Runs one attack in a process of its own. @param {number} number @param {Record<string, any>} facts */
async function tryOut(number, facts) {
  const child = spawn(execPath, ['--no-warnings', argv[1], String(number), JSON.stringify(facts)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part) => { text += part; });
  const [code] = await once(child, 'close');
  const outcome = /^outcome (.*)$/m.exec(text)?.[1];
  return outcome === undefined ? { escaped: false, stopped: `exit ${code}`, message: text } : JSON.parse(outcome);
}

async function main() {
  // It stands in for the supervisor, down to HTTP/2, which Node's own server does not speak unasked.
  const server = createServer((_, response) => { response.end('OK'); }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  const canaries = await Canaries.place({ url: `http://127.0.0.1:${address.port}` });
  let failed = 0;
  for (const [number, { theme, name }] of controlled.entries()) {
    const outcome = await tryOut(number, canaries.facts);
    const touched = canaries.take();
    if (!outcome.escaped && touched.length === 0) {
      failed += 1;
      console.log(`${theme}: ${name} fails without walls too: ${outcome.stopped}: ${outcome.message}`);
    }
  }
  canaries.remove();
  console.log(`${controlled.length - failed} of ${controlled.length} attacks get out where no wall stands`);
  process.exit(failed === 0 && controlled.length > 0 ? 0 : 1);
}

if (argv.length > 2) await attack(Number(argv[2]), argv[3]);
else await main();
