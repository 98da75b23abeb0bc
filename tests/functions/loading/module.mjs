import { createHash } from 'node:crypto';

export async function handler() {
  return { statusCode: 200, body: { shape: 'module', digest: createHash('sha256').update('abc').digest('hex').slice(0, 8) } };
}
