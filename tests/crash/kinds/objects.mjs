// @ts-check
// Objects of a bucket, small and large: stored, replaced, removed. What is there must be one content as a whole, and the list must know it.
import { createHash } from 'node:crypto';

const address = '/storage/buckets/crash-objects/objects';

/** @type {import('../ledger.mjs').Kind} */
export const objects = {
  name: 'objects',
  callers: 3,
  async prepare(server) {
    await server.expect(201, 'POST', '/storage/buckets/crash-objects', {});
  },
  change(random, item) {
    const key = `folder/${item.name}.txt`;
    if (item.state !== undefined && random.happens(0.25)) {
      return { to: undefined, run: async (server) => { await server.expect(200, 'DELETE', address, { key }); } };
    }
    const content = `${random.between(0, 1e9)} `.repeat(random.oneOf([1, 100, 20_000]));
    return { to: stateOf(content), run: async (server) => { await server.expect(200, 'PUT', `${address}?key=${encodeURIComponent(key)}`, new TextEncoder().encode(content)); } };
  },
  async observe(server, item) {
    const key = `folder/${item.name}.txt`;
    const answer = await server.look('GET', `${address}/${key}`);
    const { objects: [listed] } = await server.find('GET', `${address}?prefix=${encodeURIComponent(key)}`);
    if (answer.status === 404 && listed === undefined) return undefined;
    const state = stateOf(answer.text);
    return answer.status === 200 && listed?.size === state.size ? state : { half: [answer.status, state, listed] };
  },
};

/** @param {string} content */
const stateOf = (content) => ({ size: content.length, hash: createHash('sha256').update(content).digest('hex') });
