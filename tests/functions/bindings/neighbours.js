// Several calls of one worker at once, each with another way of waiting for a service.
async function handler(request, { bindings: { databases } }) {
  switch (request.subpath) {
    case '/slow':
      await databases.write('neighbours', 'slow', Date.now());
      return process.pid;
    case '/large':
      return { pid: process.pid, length: (await databases.get('neighbours', 'large')).length };
    case '/refused':
      return databases.get('others').then(() => 'granted', (error) => ({ pid: process.pid, code: error.code }));
    case '/wrong':
      return databases.get('neighbours', '').then(() => 'taken', (error) => ({ pid: process.pid, code: error.code }));
    case '/fill':
      return databases.write('neighbours', 'large', 'x'.repeat(1_000_000));
    case '/many': {
      const outcomes = await Promise.allSettled(Array.from({ length: Number(request.query.calls) }, (_, n) => databases.write('neighbours', `many${n}`, n)));
      return outcomes.map(({ status, reason }) => reason?.code ?? status);
    }
    default:
      return process.pid;
  }
}
