// A fetch-style app.
import type { FetchApp } from '../../../runtime/types/molnos';

const app: FetchApp<{ GREETING: string }, 'databases'> = {
  async fetch(request, env, context) {
    context.waitUntil(context.bindings.databases.write('seen', context.invocationId, request.method));
    return new Response(`${env.GREETING} ${new URL(request.url).pathname}`);
  },
};

export default app;
