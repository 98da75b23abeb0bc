// Waits for its caller to leave; tells of it in the log, and how many such calls still wait.
const { randomUUID } = require('node:crypto');
const worker = randomUUID();
let waiting = 0;

async function handler(request, context) {
  if (!('wait' in request.query)) return { worker, waiting };
  waiting += 1;
  console.log('waiting');
  await new Promise((resolve) => context.signal.addEventListener('abort', resolve, { once: true }));
  waiting -= 1;
  console.log(`left: ${context.signal.aborted}`);
  return 'nobody reads this';
}
