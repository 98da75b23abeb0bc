async function* parts() {
  yield 'the beginning\n';
  throw new Error('the well ran dry');
}

async function handler(request) {
  return request.query.ok ? 'fine' : { statusCode: 200, body: parts() };
}
