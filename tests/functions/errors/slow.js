// Takes ?ms= and tells how many calls it had at once at most.
const { randomUUID } = require('node:crypto');
const worker = randomUUID();
let now = 0;
let most = 0;

async function handler(request) {
  now += 1;
  most = Math.max(most, now);
  await new Promise((resolve) => setTimeout(resolve, Number(request.query.ms ?? 0)));
  now -= 1;
  return { worker, most };
}
