export async function handler(request, context) {
  const { functions } = context.bindings;
  const { statusCode, body } = await functions.invoke('prices', { path: '/tea', query: { count: 3 } });
  return statusCode === 200 ? { total: body.price } : { statusCode: 502, body: `prices answered ${statusCode}` };
}
