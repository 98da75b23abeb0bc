// @ts-check
// Roles: made, changed, removed.

/** @type {import('../ledger.mjs').Kind} */
export const roles = {
  name: 'roles',
  callers: 2,
  async prepare() {},
  change(random, item) {
    const id = `role-${item.name}`;
    if (item.state !== undefined && random.happens(0.3)) {
      return { to: undefined, run: async (server) => { await server.expect(200, 'DELETE', `/identity/roles/${id}`); } };
    }
    const to = { permissions: [`databases.table.read:t${random.between(0, 1e9)}`, 'functions.read'] };
    return {
      to,
      run: async (server) => {
        if (item.state === undefined) await server.expect(201, 'POST', '/identity/roles', { roleId: id, ...to });
        else await server.expect(200, 'PATCH', `/identity/roles/${id}`, to);
      },
    };
  },
  async observe(server, item) {
    const found = await server.find('GET', `/identity/roles/role-${item.name}`);
    return found && { permissions: found.role.permissions };
  },
};
