// What the types refuse. Each line below a comment fails to compile, or the comment itself does.
import type { Context, EventHandler, FetchApp, Handler } from '../../runtime/types/molnos';

// @ts-expect-error A status is a number.
export const status: Handler = () => ({ statusCode: 'gone' });
// @ts-expect-error A header's value is no object.
export const header: Handler = () => ({ statusCode: 200, headers: { 'x-a': { b: 1 } } });
// @ts-expect-error A BigInt is no body.
export const bigintBody: Handler = () => ({ statusCode: 200, body: 1n });
// @ts-expect-error A BigInt is no answer.
export const bigint: Handler = () => 1n;
// @ts-expect-error Neither is a symbol.
export const symbol: Handler = () => Symbol('a');
// @ts-expect-error Nor what is wrong in a promise.
export const promised: Handler = async () => ({ statusCode: true });

export const members: Handler<'databases', { id: string }> = async (request, context) => {
  // @ts-expect-error The path is called subpath.
  void request.pathname;
  // @ts-expect-error A request cannot be changed.
  request.method = 'GET';
  // @ts-expect-error The body has what its type says.
  void request.body.name;
  // @ts-expect-error A request is no event.
  void request.eventName;
  // @ts-expect-error There is no such level.
  context.log.fatal('no');
  // @ts-expect-error Fields are an object.
  context.log.info('a', 1);
  // @ts-expect-error Nobody may have called.
  void context.identity.name;
  // @ts-expect-error It waits for promises.
  context.waitUntil(() => {});
  // @ts-expect-error Storage was not declared.
  void context.bindings.storage;
};

export async function bindings({ bindings: { databases, events, storage, schemas, observability, functions } }: Context): Promise<void> {
  // @ts-expect-error A value is missing.
  await databases.write('t', 'k');
  // @ts-expect-error A value is JSON, and undefined is not.
  await databases.write('t', 'k', undefined);
  // @ts-expect-error Seconds are a number.
  await databases.write('t', 'k', 1, '60');
  // @ts-expect-error A key is a string.
  await databases.get('t', 1);
  // @ts-expect-error The item may not be there.
  (await databases.get<string>('t', 'k')).length;
  // @ts-expect-error An update needs the version it replaces.
  await databases.update('t', 'k', 1);
  // @ts-expect-error A change writes or deletes.
  await databases.batch([{ put: { table: 't', key: 'k', value: 1 } }]);
  // @ts-expect-error There is no such option.
  await databases.query('t', { order: 'desc' });
  // @ts-expect-error There is no such method.
  await databases.set('t', 'k', 1);
  // @ts-expect-error An event has a name.
  await events.emit();
  // @ts-expect-error An object is text or bytes.
  await storage.put('b', 'k', { a: 1 });
  // @ts-expect-error There is no such option.
  await storage.put('b', 'k', 'v', { type: 'text/plain' });
  // @ts-expect-error Versions are numbers.
  await schemas.validate('s', {}, '1');
  // @ts-expect-error There is no such level.
  await observability.log('fatal', 'no');
  // @ts-expect-error Methods are text.
  await functions.invoke('f', { method: 1 });
  // @ts-expect-error A value of a query is no object.
  await functions.invoke('f', { query: { a: {} } });
}

// @ts-expect-error `http` is reached by fetch, not by context.bindings.
export type Http = Context['bindings']['http'];
// @ts-expect-error There is no such service.
export type Queues = Context<'queues'>;

export const event: EventHandler<{ id: string }> = ({ data }) => {
  // @ts-expect-error The data has what its type says.
  void data.name;
};

export const app: FetchApp = {
  // @ts-expect-error A fetch-style app answers with a Response.
  fetch: () => ({ statusCode: 200 }),
};

// @ts-expect-error An event handler takes no request.
export const mixed: Handler = event;
