// @ts-check
// Waits until a supervisor is ready, deploys samples/hello.js where asked to, and prints the line that calls it.
// Usage: node deploy-sample.mjs URL SOURCE [TOKEN_FILE]; the token may come as MOLNOS_ADMIN_TOKEN instead.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const [url, source, tokenFile] = process.argv.slice(2);
const id = 'hello-js';

/** @param {number} milliseconds how long to try before giving up */
async function waitUntilReady(milliseconds) {
  const deadline = Date.now() + milliseconds;
  let last = 'no answer';
  while (Date.now() < deadline) {
    try {
      const answer = await fetch(`${url}/health/ready`);
      if (answer.ok) return;
      last = `${answer.status} ${await answer.text()}`;
    } catch (error) {
      last = String(error);
    }
    await sleep(50);
  }
  throw new Error(`the supervisor at ${url} did not become ready: ${last}`);
}

async function deploy() {
  const token = process.env.MOLNOS_ADMIN_TOKEN || readFileSync(tokenFile, 'utf8').trim();
  const answer = await fetch(`${url}/functions/deploy`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id, name: 'hello', code: readFileSync(source, 'utf8'), allowUnauthenticated: true }),
  });
  if (!answer.ok) throw new Error(`the sample was not deployed: ${answer.status} ${await answer.text()}`);
}

try {
  await waitUntilReady(60_000);
  if (tokenFile) {
    await deploy();
    console.log(`\nA first function is deployed. Call it:\n\n    curl '${url}/functions/run/${id}?name=Ada'\n`);
    console.log(`The administrator's token is in ${tokenFile}. Ctrl-C stops the server.\n`);
  } else {
    console.log(`\nReady: ${url}\n`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
