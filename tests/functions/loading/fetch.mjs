export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    ctx.waitUntil(Promise.resolve());
    return Response.json({
      shape: 'fetch',
      method: request.method,
      path: url.pathname,
      query: url.search,
      header: request.headers.get('x-sample'),
      text: await request.text(),
      greeting: env.GREETING,
    });
  },
};
