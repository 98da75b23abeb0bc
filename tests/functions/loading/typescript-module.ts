import type { IncomingMessage } from 'node:http';
import { createHash } from 'node:crypto';

type Body = { shape: string; digest: string };

export const handler = async (request: Pick<IncomingMessage, 'method'>): Promise<{ statusCode: number; body: Body }> => {
  const digest = createHash('sha256').update('abc' satisfies string).digest('hex').slice(0, 8);
  return { statusCode: 200, body: { shape: 'typescript-module', digest } };
};
