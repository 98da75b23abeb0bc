// Logs as fast as it can for ?ms=.
async function handler(request) {
  const end = Date.now() + Number(request.query.ms);
  let lines = 0;
  while (Date.now() < end) {
    for (let i = 0; i < 1000; i += 1) console.log(`flood ${lines++} ${'x'.repeat(200)}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { lines };
}
