// itty-router's AutoRouter: parameters, query, a guard and thrown status errors.
import { AutoRouter, error, StatusError } from 'itty-router';

const router = AutoRouter();
const guard = (request) => { if (request.headers.get('x-key') !== 'open sesame') return error(403, 'locked'); };

router
  .get('/', () => 'root')
  .get('/greet/:name', ({ params, query }) => ({ hello: params.name, loud: query.loud === 'yes' }))
  .get('/files/:path+', ({ params }) => ({ path: params.path }))
  .post('/sum', async (request) => ({ sum: (await request.json()).reduce((a, b) => a + b, 0) }))
  .get('/secret', guard, () => 'inside')
  .get('/teapot', () => { throw new StatusError(418, { short: 'and stout' }); });

export default { ...router };
