// Called with ?name=Ada it greets Ada.
async function handler(request, context) {
  const name = request.query.name ?? 'world';
  context.log.info('greeting', { name });
  return { statusCode: 200, body: { message: `Hello, ${name}!`, method: request.method, path: request.subpath } };
}
