// @ts-check
// Functions: deployed, changed, removed. What is there must be one version as a whole, and must be what a call runs.

/** @type {import('../ledger.mjs').Kind} */
export const functions = {
  name: 'functions',
  callers: 2,
  async prepare() {},
  change(random, item) {
    const id = idOf(item);
    if (item.state !== undefined && random.happens(0.25)) {
      return { to: undefined, run: async (server) => { await server.expect(200, 'DELETE', `/functions/${id}`); } };
    }
    const mark = random.between(0, 1e9);
    const body = { code: `async function handler() { return ${mark}; }`, env: { MARK: `${mark}` } };
    const to = { mark, env: `${mark}`, version: (item.state?.version ?? 0) + 1, served: `${mark}` };
    return {
      to,
      run: async (server) => {
        if (item.state === undefined) await server.expect(201, 'POST', '/functions/deploy', { name: `crash-${item.name}`, id, ...body });
        else await server.expect(200, 'PUT', `/functions/${id}`, body);
      },
    };
  },
  async observe(server, item) {
    const found = await server.find('GET', `/functions/${idOf(item)}/config`);
    if (found === undefined) return undefined;
    const { code, env, version } = found.function;
    const { versions } = await server.find('GET', `/functions/${idOf(item)}/versions`);
    return {
      mark: Number(/return (\d+)/.exec(code)?.[1]), env: env.MARK, version: versions[0].current ? version : versions, served: (await server.look('GET', `/functions/run/${idOf(item)}`)).text,
    };
  },
};

/** @param {import('../ledger.mjs').Item} item */
function idOf(item) {
  return `f${item.name.replace('-', '_').padStart(7, '0')}`;
}
