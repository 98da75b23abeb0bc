// Sends "first", waits until it is called again with ?release, then sends "last".
let release = () => {};

async function* parts() {
  yield 'first\n';
  await new Promise((resolve) => { release = resolve; });
  yield Buffer.from('last\n');
}

async function handler(request) {
  if ('release' in request.query) {
    release();
    return 'released';
  }
  return { statusCode: 200, headers: { 'content-type': 'text/plain' }, body: parts() };
}
