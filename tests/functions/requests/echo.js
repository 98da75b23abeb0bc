// Answers with all that the function saw.
const { createHash } = require('node:crypto');

async function handler(request, context) {
  const { method, path, subpath, query, headers, body, rawBody, url, ip } = request;
  return {
    statusCode: 200,
    body: {
      method, path, subpath, query, headers, url, ip,
      body: Buffer.isBuffer(body) ? { base64: body.toString('base64') } : body,
      bodyKind: Buffer.isBuffer(body) ? 'bytes' : body === null ? 'null' : Array.isArray(body) ? 'array' : typeof body,
      rawLength: rawBody.length,
      rawSha256: createHash('sha256').update(rawBody).digest('hex'),
      identity: context.identity,
      invocationId: context.invocationId,
      functionName: context.functionName,
    },
  };
}
