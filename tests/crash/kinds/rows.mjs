// @ts-check
// Rows of tables, written over HTTP and by a function. Every third item is two rows, always written together: half of it must never be seen.

/** @typedef {import('../ledger.mjs').Kind} Kind @typedef {import('../ledger.mjs').Item} Item @typedef {import('../server.mjs').Server} Server */

/** @param {Item} item */
const isPair = (item) => Number(item.name.split('-')[1]) % 3 === 0;

/** @param {Item} item */
const keysOf = (item) => (isPair(item) ? [`${item.name}-a`, `${item.name}-b`] : [item.name]);

/**
 * @param {string} name @param {number} callers @param {string} table @param {(server: Server) => Promise<void>} prepare
 * @param {(server: Server, changes: { write?: { key: string, value: unknown }, delete?: { key: string } }[]) => Promise<void>} apply
 * @returns {Kind}
 */
const rows = (name, callers, table, prepare, apply) => ({
  name,
  callers,
  prepare,
  change(random, item) {
    const to = item.state !== undefined && random.happens(0.2) ? undefined : { number: random.between(0, 1e9), text: 'x'.repeat(random.between(0, 400)) };
    return { to, run: (server) => apply(server, keysOf(item).map((key) => (to === undefined ? { delete: { key } } : { write: { key, value: to } }))) };
  },
  async observe(server, item) {
    const values = await Promise.all(keysOf(item).map((key) => server.find('POST', '/databases/get', { tableName: table, key })));
    return values.every((value) => JSON.stringify(value) === JSON.stringify(values[0])) ? values[0] : { half: values };
  },
});

export const rowsOverHttp = rows('rows over HTTP', 8, 'crash-http', async () => {}, async (server, changes) => {
  const [change] = changes;
  if (changes.length > 1) {
    await server.expect(200, 'POST', '/databases/batch', {
      changes: changes.map((one) => (one.write ? { write: { tableName: 'crash-http', ...one.write } } : { delete: { tableName: 'crash-http', ...one.delete } })),
    });
  } else if (change.write) {
    await server.expect(200, 'POST', '/databases/write', { tableName: 'crash-http', ...change.write });
  } else {
    await server.expect(200, 'DELETE', `/databases/delete?tableName=crash-http&key=${change.delete?.key}`);
  }
});

export const rowsByFunctions = rows('rows by functions', 16, 'crash-function', async (server) => {
  await server.expect(201, 'POST', '/functions/deploy', {
    name: 'crash-writer',
    id: 'crashrow',
    bindings: [{ service: 'databases', resource: 'crash-function', permissions: ['read', 'write'] }],
    code: `async function handler({ body }, { bindings: { databases } }) {
      const table = 'crash-function';
      if (body.length > 1) {
        return databases.batch(body.map((one) => (one.write ? { write: { table, ...one.write } } : { delete: { table, ...one.delete } })));
      }
      const [{ write, delete: gone }] = body;
      await (write ? databases.write(table, write.key, write.value) : databases.delete(table, gone.key));
      return true;
    }`,
  });
}, async (server, changes) => {
  await server.expect(200, 'POST', '/functions/run/crashrow', changes);
});
