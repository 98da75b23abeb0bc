const { createHash } = require('node:crypto');

exports.handler = async () => ({ statusCode: 200, body: { shape: 'commonjs-exports', digest: createHash('sha256').update('abc').digest('hex').slice(0, 8) } });
