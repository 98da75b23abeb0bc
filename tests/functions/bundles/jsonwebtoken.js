// Signs and verifies JSON Web Tokens.
const jwt = require('jsonwebtoken');
const key = 'a key known to this function only';

exports.handler = async (request) => {
  if (request.subpath === '/sign') return { token: jwt.sign(request.body, key, { algorithm: 'HS256', expiresIn: request.query.expires ?? '1h' }) };
  try {
    const [, token] = (request.headers['x-token'] ?? '').match(/^Bearer (.+)$/) ?? [];
    return { claims: jwt.verify(token, key, { algorithms: ['HS256'] }) };
  } catch (error) {
    return { statusCode: 401, body: { error: error.name, message: error.message } };
  }
};
