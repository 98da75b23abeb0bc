// A stream that fails: at once, or with ?late after its beginning has gone out.
async function* parts(late) {
  yield 'the beginning\n';
  if (late) await new Promise((resolve) => setTimeout(resolve, 300));
  throw new Error('the well ran dry');
}

async function handler(request) {
  return request.query.ok ? 'fine' : { statusCode: 200, body: parts('late' in request.query) };
}
