// @ts-check
// The least that Node can do: one text for every request, in one process, without any wall.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
  response.end('Hello, world!');
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`Now listening on: http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}`);
});
