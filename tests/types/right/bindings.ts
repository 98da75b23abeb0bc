// Every method of every service.
import type { BindingError, FetchError, Handler } from '../../../runtime/types/molnos';

interface User { name: string; visits: number }

export const handler: Handler<'databases' | 'events' | 'storage' | 'schemas' | 'observability' | 'functions' | 'http'> = async (request, context) => {
  const { databases, events, storage, schemas, observability, functions } = context.bindings;
  const ada: User = { name: 'Ada', visits: 1 };
  await databases.write('users', 'ada', ada);
  await databases.write('users', 'visits', 3, 60);
  const user: User | undefined = await databases.get<User>('users', 'ada');
  const all: [string, User][] = await databases.get<User>('users');
  let cursor: string | undefined;
  do {
    const page = await databases.query<User>('users', { prefix: 'a', limit: 10, reverse: true, ...(cursor !== undefined && { cursor }) });
    for (const { key, value, version } of page.items) {
      await databases.update('users', key, { ...value, visits: value.visits + 1 }, { ifVersion: version }).catch(({ code }: BindingError) => code === 'unavailable');
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  await databases.batch([{ write: { table: 'users', key: 'b', value: null, ttlSeconds: 5 } }, { delete: { table: 'users', key: 'c' } }]);
  const tables = (await databases.listTables()).map(({ name, items, size }) => `${name}: ${items} in ${size}`);
  const changed: boolean[] = [await databases.delete('users', 'b'), await databases.createTable('t'), await databases.deleteTable('t')];

  const { eventId, subscribers } = await events.emit('user.seen', { name: user?.name });
  await storage.put('files', 'a.txt', 'text', { contentType: 'text/plain' });
  await storage.put('files', 'b.bin', new Uint8Array([1]));
  const size: number = (await storage.get('files', 'b.bin'))?.byteLength ?? 0;
  const objects = (await storage.list('files', 'a')).map(({ key, hash }) => key + hash);
  const more = await storage.list('files', null, { after: objects.at(-1), limit: 10 });
  await storage.delete('files', 'a.txt');

  const { valid, errors } = await schemas.validate('order', request.body, 2);
  const schema = await schemas.get('order');
  await observability.log('info', 'seen', { user });
  await observability.error('odd');
  const { statusCode, headers, body } = await functions.invoke<{ total: number }>('sum', { method: 'POST', path: '/a', query: { a: ['1', '2'] }, body: [1, 2] });
  await functions.invoke('sum', { query: new URLSearchParams('a=1'), headers: { 'x-count': 1 }, body: new Uint8Array([1]) });
  await events.emit('nothing.more');
  const denied = await fetch('https://elsewhere.example.com/').catch(({ code }: FetchError) => code === 'permission_denied');
  const answer = await fetch('https://api.example.com/', { signal: context.signal });
  return { all, tables, changed, eventId, subscribers, size, objects, more, valid, errors, schema, total: body.total, statusCode, headers, denied, status: answer.status };
};
