// Writes what its caller sends where the shim writes its answers, then answers as if nothing were. Ids of 32 equal letters stand for
// ids of calls: a for its own, b for the first that is open in this worker.
const { writeSync } = require('node:fs');
const open = [];

async function handler(request, { invocationId }) {
  open.push(invocationId);
  // Others of this worker begin meanwhile, and end before or after.
  await new Promise((resolve) => setTimeout(resolve, Number(request.query.wait)));
  const text = Buffer.from(request.body.garbage ?? '', 'base64').toString('latin1');
  const garbage = Buffer.from(text.replaceAll('a'.repeat(32), invocationId).replaceAll('b'.repeat(32), open[0]), 'latin1');
  for (let at = 0; at < garbage.length;) {
    try {
      at += writeSync(4, garbage, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
  open.splice(open.indexOf(invocationId), 1);
  return { n: request.query.n };
}
