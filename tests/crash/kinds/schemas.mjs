// @ts-check
// Schemas: each post is the next version, and the older ones stay as they were.

/** @type {import('../ledger.mjs').Kind} */
export const schemas = {
  name: 'schemas',
  callers: 2,
  async prepare() {},
  change(random, item) {
    const name = `crash-${item.name}`;
    if (item.state !== undefined && random.happens(0.15)) {
      return { to: undefined, run: async (server) => { await server.expect(200, 'DELETE', `/schemas/${name}`); } };
    }
    const least = random.between(0, 1e9);
    const schema = { type: 'object', properties: { age: { type: 'integer', minimum: least } } };
    return { to: [...(item.state ?? []), least], run: async (server) => { await server.expect(201, 'POST', '/schemas', { name, schema }); } };
  },
  async observe(server, item) {
    const address = `/schemas/crash-${item.name}`;
    const found = await server.find('GET', address);
    if (found === undefined) return undefined;
    return Promise.all(Array.from({ length: found.schema.version }, async (_, n) => (await server.find('GET', `${address}/${n + 1}`)).schema.schema.properties.age.minimum));
  },
};
