// Verifies a signature the way webhook receivers do: an HMAC over the bytes as they came.
const { createHmac, timingSafeEqual } = require('node:crypto');

async function handler(request) {
  const expected = createHmac('sha256', 'a shared secret').update(request.rawBody).digest();
  const given = Buffer.from(request.headers['x-signature'] ?? '', 'hex');
  const valid = given.length === expected.length && timingSafeEqual(given, expected);
  return { statusCode: valid ? 200 : 401, body: { valid, event: request.body.event } };
}
