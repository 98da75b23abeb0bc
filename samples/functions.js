// Asks another function, greet, and answers with what it says.
// Deploy it with the binding {"service": "functions", "resource": "greet", "permissions": ["execute"]}.
export async function handler(request, context) {
  const answer = await context.bindings.functions.invoke('greet', { query: { name: request.query.name ?? 'Ada' } });
  return { statusCode: answer.statusCode, body: { said: answer.body } };
}
