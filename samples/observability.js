// Writes a line with fields beside what it prints; GET /observability/events finds it.
// Deploy it with the binding {"service": "observability", "permissions": ["write"]}.
export async function handler(request, context) {
  await context.bindings.observability.info('a visit', { path: request.subpath, from: request.ip });
  return { statusCode: 204 };
}
