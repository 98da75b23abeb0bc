async function handler(request) {
  if (request.query.missing) require('not-there');
  return { statusCode: 200, body: 'here' };
}
