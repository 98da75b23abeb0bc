// A small JSON API on Hono: routes with parameters, middleware, validation, errors, cookies and a streamed answer.
import { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { HTTPException } from 'hono/http-exception';
import { stream } from 'hono/streaming';

const app = new Hono();
const users = new Map([['1', { id: '1', name: 'Ada' }]]);

app.use('*', async (c, next) => {
  await next();
  c.header('x-powered-by', 'hono');
});
app.get('/', (c) => c.text('root'));
app.get('/api/users/:id', (c) => {
  const user = users.get(c.req.param('id'));
  if (!user) throw new HTTPException(404, { message: 'no such user' });
  return c.json({ ...user, fields: c.req.queries('field') ?? [] });
});
app.post('/api/users', async (c) => {
  const { name } = await c.req.json();
  const user = { id: String(users.size + 1), name };
  users.set(user.id, user);
  return c.json(user, 201);
});
app.get('/cookies', (c) => {
  setCookie(c, 'a', '1');
  setCookie(c, 'b', '2', { httpOnly: true });
  return c.redirect('/elsewhere');
});
app.post('/form', async (c) => c.json(await c.req.parseBody()));
app.get('/stream', (c) => stream(c, async (out) => {
  for (const part of ['one ', 'two ', 'three']) await out.write(part);
}));
app.get('/crash', () => { throw new Error('as asked'); });
app.onError((error, c) => (error instanceof HTTPException ? c.json({ error: error.message }, error.status) : c.json({ caught: error.message }, 500)));
app.notFound((c) => c.json({ missing: c.req.path }, 404));

export default app;
