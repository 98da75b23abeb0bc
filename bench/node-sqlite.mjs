// @ts-check
// What a program of one's own would do: a Node server that commits one row of SQLite for each request, as safely as we do. Its argument is the file.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { DatabaseSync } from 'node:sqlite';

const database = new DatabaseSync(process.argv[2]);
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE item (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID');
const insert = database.prepare('INSERT INTO item (key, value) VALUES (?, ?)');
const select = database.prepare('SELECT value FROM item WHERE key = ?');
const value = JSON.stringify({ name: 'Ada', visits: 1, tags: ['a', 'b'] });
insert.run('one', value);

const server = createServer((request, response) => {
  if (request.url === '/get') {
    const begin = performance.now();
    for (let n = 0; n < 1000; n += 1) JSON.parse(/** @type {string} */ (select.get('one')?.value));
    response.end(String(performance.now() - begin));
    return;
  }
  insert.run(randomUUID(), value);
  response.end('true');
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`Now listening on: http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}`);
});
