// Counts the visits of each user in a table, safely when two come at once.
// Deploy it with the binding {"service": "databases", "resource": "visits", "permissions": ["read", "write"]}.
export async function handler(request, context) {
  const { databases } = context.bindings;
  const user = request.query.user ?? 'somebody';
  for (;;) {
    const { items } = await databases.query('visits', { from: user, limit: 1 });
    const found = items[0]?.key === user ? items[0] : { value: 0, version: 0 };
    try {
      await databases.update('visits', user, found.value + 1, { ifVersion: found.version });
      return { statusCode: 200, body: { user, visits: found.value + 1 } };
    } catch (error) {
      // Somebody else wrote it since: look again.
      if (error.code !== 'unavailable' && error.code !== 'not_found') throw error;
    }
  }
}
