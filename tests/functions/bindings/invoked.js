// Answers what it was asked in one of several ways, chosen by the sub-path.
async function handler(request, context) {
  switch (request.subpath) {
    case '/bytes':
      return { statusCode: 200, body: request.rawBody };
    case '/text':
      return 'å text';
    case '/nothing':
      return undefined;
    case '/throws':
      throw new Error('a secret of mine');
    case '/teapot':
      return { statusCode: 418, headers: { 'set-cookie': ['a=1', 'b=2'] }, body: { short: true } };
    case '/stream':
      return new Response(new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('one,'));
          controller.enqueue(new TextEncoder().encode('two'));
          controller.close();
        },
      }), { headers: { 'content-type': 'text/csv' } });
    case '/waits': {
      console.log('waiting');
      const left = await new Promise((resolve) => context.signal.addEventListener('abort', () => resolve(context.signal.reason.name)));
      console.log(`stopped by ${left}`);
      return left;
    }
    default:
      return {
        method: request.method, subpath: request.subpath, query: request.query, headers: request.headers, body: request.body,
        identity: context.identity, deadline: context.deadline, url: request.url,
      };
  }
}
