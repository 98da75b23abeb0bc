import { basename } from 'node:path';

export async function handler() {
  return { statusCode: 200, body: basename('/a/b') ];
}
