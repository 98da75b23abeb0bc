import { setTimeout as sleep } from 'node:timers/promises';

const begin = Date.now();
await sleep(50);
const waited = Date.now() - begin;

export const handler = async () => ({ statusCode: 200, body: { waited } });
