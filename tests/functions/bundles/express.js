// Express through serverless-http: parameters, middleware, JSON bodies, an error handler and a binary answer.
import express from 'express';
import serverless from 'serverless-http';

const app = express();
app.use(express.json());
app.use((request, response, next) => {
  response.set('x-middleware', 'ran');
  next();
});
app.get('/users/:id', (request, response) => response.json({ id: request.params.id, verbose: request.query.verbose ?? null }));
app.post('/orders', (request, response) => response.status(201).json({ received: request.body, total: request.body.items.length }));
app.get('/pixel', (request, response) => response.type('application/octet-stream').send(Buffer.from([0, 255, 1, 254])));
app.get('/boom', () => { throw new Error('inside a route'); });
app.use((request, response) => response.status(404).json({ missing: request.path }));
app.use((error, request, response, next) => response.status(500).json({ caught: error.message }));

const gateway = serverless(app, { binary: ['application/octet-stream'] });

// serverless-http speaks the events of an API gateway; this is all that lies between.
export async function handler(request) {
  const answer = await gateway({
    version: '1.0',
    httpMethod: request.method,
    path: request.subpath,
    headers: request.headers,
    queryStringParameters: request.query,
    body: request.rawBody.toString('base64'),
    isBase64Encoded: true,
    requestContext: {},
  }, {});
  return {
    statusCode: answer.statusCode,
    headers: { ...answer.headers, ...answer.multiValueHeaders },
    body: answer.isBase64Encoded ? Buffer.from(answer.body, 'base64') : answer.body,
  };
}
