// Asks for tables that it was not given, each another one with a long name, so many at once and so often; answers how often it was refused.
async function handler(request, context) {
  const { rounds, atOnce, name } = request.body;
  let refused = 0;
  for (let round = 0; round < rounds; round++) {
    const calls = Array.from({ length: atOnce }, (_, index) => context.bindings.databases.get(`${name}-${round}-${index}-${'x'.repeat(200)}`));
    for (const outcome of await Promise.allSettled(calls)) {
      refused += outcome.reason?.code === 'permission_denied' ? 1 : 0;
    }
  }
  return { refused };
}
