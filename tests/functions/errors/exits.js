const { randomUUID } = require('node:crypto');
const worker = randomUUID();

async function handler(request) {
  if (request.query.code) process.exit(Number(request.query.code));
  if (request.query.abort) process.abort();
  if (request.query.stderr) {
    console.error('the last words');
    process.exit(3);
  }
  return { worker };
}
