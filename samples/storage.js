// Keeps notes in the bucket "notes": PUT /name stores the body, GET /name gives it back, DELETE /name removes it, GET / lists them all.
export async function handler(request, context) {
  const { storage } = context.bindings;
  const name = decodeURIComponent(request.subpath.slice(1));
  if (name === '') {
    return storage.list('notes');
  }

  switch (request.method) {
    case 'PUT':
      await storage.put('notes', name, request.rawBody, { contentType: request.headers['content-type'] });
      return { statusCode: 201, body: { stored: name } };
    case 'DELETE':
      return { removed: await storage.delete('notes', name) };
    default: {
      const note = await storage.get('notes', name);
      return note === undefined ? { statusCode: 404, body: { error: `There is no note ${name}` } } : { statusCode: 200, body: note };
    }
  }
}
