// @ts-check
// Something on every page: what the tests of looks and barriers look at.

/**
 * @param {import('./ground.mjs').Ground} ground
 * @returns {Promise<{ pages: string[], remove: () => Promise<void> }>} addresses of the pages below /console, and the way back
 */
export async function seed(ground) {
  const { server } = ground;
  /** @param {string} method @param {string} path @param {unknown} [body] */
  const ask = async (method, path, body) => {
    const answer = await server.ask(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json;
  };
  const deploy = { name: 'order-keeper', id: 'keeper-1', code: "exports.handler = (event) => { throw new Error('there is no stock for order ' + event.data?.orderId); }", triggers: [{ type: 'event', eventName: 'order.created' }, { type: 'schedule', cron: '0 3 1 1 *', timeZone: 'Europe/Berlin' }], bindings: [{ service: 'databases', permissions: [{ resource: 'table', actions: ['read'], targets: ['orders'] }] }] };
  await ask('POST', '/functions/deploy', deploy);
  await ask('POST', '/events/emit', { eventName: 'order.created', data: { orderId: 17, lines: [{ article: 'lamp', count: 2 }] } });
  await ask('POST', '/databases/tables/empty');
  for (const n of [1, 2, 3]) await ask('POST', '/databases/write', { tableName: 'orders', key: `order:${n}`, value: { total: n * 12.5, customer: 'Ada', lines: [{ article: 'lamp', count: n }], note: 'x'.repeat(n * 60) } });
  await ask('POST', '/storage/buckets/pictures', { public: true });
  await ask('PUT', '/storage/buckets/pictures/objects', { key: 'holiday/beach.txt', content: 'sand', contentType: 'text/plain' });
  await ask('POST', '/schemas', { name: 'user-profile', description: 'Who buys here', schema: { type: 'object', properties: { age: { type: 'integer', minimum: 0 } }, required: ['name'] } });
  await ask('PUT', '/routes/orders', { match: { hosts: ['api.example.test'], path: '/orders/{**rest}', methods: ['GET', 'POST'] }, function: 'order-keeper' });
  await ask('PUT', '/routes/shop', { match: { hosts: ['shop.example.test'], path: '/{**rest}' }, order: 5, upstreams: { destinations: { a: { address: 'http://10.0.0.5:8080/' }, b: { address: 'http://10.0.0.6:8080/' } } } });
  await ask('POST', '/identity/roles', { roleId: 'reader', description: 'Looks at orders', permissions: ['databases.table.read:orders', 'functions.read'] });
  const { serviceAccount } = await ask('POST', '/identity/service-accounts', { name: 'till', description: 'The till in the shop', roles: ['reader'] });
  for (const level of ['info', 'warn', 'error']) await ask('POST', '/observability/events', { service: 'till.printer', level, message: `paper is ${level === 'info' ? 'in' : 'low'}`, metadata: { sheets: 7 } });
  await server.ask('DELETE', '/functions/nowhere1', undefined, 'wrong');
  await ground.until(async () => (await ask('GET', '/events/dead-letters')).count > 0);
  return {
    pages: [
      '/platform', '/events', '/events/recent', '/events/subscriptions', '/events/schedules', '/logs', '/audit', '/tables', '/tables/orders', '/tables/empty', '/buckets', '/buckets/pictures',
      '/schemas', '/schemas/+', '/schemas/user-profile', '/routes', '/routes/+', '/routes/orders', '/routes/shop', '/access', '/access/accounts', '/access/roles', '/nowhere',
    ],
    async remove() {
      await ask('DELETE', '/functions/keeper-1');
      for (const table of ['orders', 'empty']) await ask('DELETE', `/databases/tables/${table}`);
      await ask('DELETE', '/storage/buckets/pictures?force=true');
      await ask('DELETE', '/schemas/user-profile');
      for (const route of ['orders', 'shop']) await ask('DELETE', `/routes/${route}`);
      await ask('DELETE', `/identity/service-accounts/${serviceAccount.id}`);
      await ask('DELETE', '/identity/roles/reader');
    },
  };
}
