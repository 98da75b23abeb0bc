import type { Handler } from '../molnos';

/** Called with ?name=Ada it greets Ada, and knows how often. */
export const handler: Handler<'databases'> = async (request, context) => {
  const { databases } = context.bindings;
  const name = String(request.query['name'] ?? 'world');
  const visits = ((await databases.get<number>('visits', name)) ?? 0) + 1;
  await databases.write('visits', name, visits);
  context.log.info('greeting', { name, visits });
  return { statusCode: 200, body: { message: `Hello, ${name}!`, visits } };
};
