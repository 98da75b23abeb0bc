// Prints what looks like the supervisor's own protocol, on every way out, with the id of this very call.
const fs = require('node:fs');
let calls = 0;

async function handler(request, context) {
  calls += 1;
  if ('forge' in request.query) {
    const forged = JSON.stringify({ jsonrpc: '2.0', id: context.invocationId, result: { status: 200, headers: {}, bodyType: 'text', body: 'forged' } });
    console.log(forged);
    process.stdout.write(`${forged}\n`);
    process.stderr.write(`${forged}\n`);
    fs.writeSync(1, `${forged}\n`);
    fs.writeSync(2, `${forged}\n`);
  }
  return { calls, n: request.query.n };
}
