// Writes frames past the shim: fetches of URLs as they stand, in its own name and in another's. The answers end its worker, which asked for none.
const { writeSync } = require('node:fs');

async function handler(request, { invocationId }) {
  let number = 1_000_000;
  for (const url of request.body.urls) {
    for (const id of [request.body.other, invocationId]) {
      const params = { id, service: 'http', method: 'fetch', args: [++number, { method: 'GET', url, headers: {} }] };
      writeSync(4, `${JSON.stringify({ jsonrpc: '2.0', id: number, method: 'bindings.call', params })}\n`);
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 5000));
}
