// @ts-check
// Keys of service accounts: given, rotated, taken away with their account. A key whose answer was never seen is known to nobody: null.

/** @type {import('../ledger.mjs').Kind} */
export const keys = {
  name: 'keys',
  callers: 2,
  async prepare() {},
  change(random, item) {
    if (item.state === undefined) {
      return { to: { key: null }, run: async (server) => keyOf(await server.expect(201, 'POST', '/identity/service-accounts', { name: `account-${item.name}`, roles: ['user'] })) };
    }
    const { id } = item.state;
    return random.happens(0.3)
      ? { to: undefined, run: async (server) => { await server.expect(200, 'DELETE', `/identity/service-accounts/${id}`); } }
      : { to: { id, key: null }, run: async (server) => keyOf(await server.expect(200, 'POST', `/identity/service-accounts/${id}/rotate-key`)) };
  },
  async observe(server, item) {
    const { serviceAccounts } = await server.find('GET', '/identity/service-accounts');
    const account = serviceAccounts.find((/** @type {any} */ one) => one.name === `account-${item.name}`);
    const admits = item.state?.key && (await server.look('GET', '/identity/whoami', undefined, item.state.key)).status === 200;
    // A key that admits where no account is would be as bad as one that is lost.
    return admits ? { id: account?.id, key: item.state.key } : account && { id: account.id, key: null };
  },
  agree: (actual, expected) => (actual === undefined || expected === undefined ? actual === expected
    : actual.id !== undefined && (expected.id ?? actual.id) === actual.id && actual.key === expected.key),
};

/** @param {import('../server.mjs').Answer} answer */
function keyOf({ json: { serviceAccount, apiKey } }) {
  return { id: serviceAccount.id, key: apiKey };
}
