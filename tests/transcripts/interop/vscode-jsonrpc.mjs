// @ts-check
// The npm package vscode-jsonrpc as the other end of a connection on stdin and stdout, one message a line.
import { createInterface } from 'node:readline';
import {
  AbstractMessageReader, AbstractMessageWriter, CancellationTokenSource, createMessageConnection, ResponseError,
} from 'vscode-jsonrpc/node';

class LineReader extends AbstractMessageReader {
  /** @param {(message: any) => void} onMessage */
  listen(onMessage) {
    const lines = createInterface({ input: process.stdin });
    lines.on('line', (line) => onMessage(JSON.parse(line)));
    lines.on('close', () => this.fireClose());
    return { dispose: () => lines.close() };
  }
}

class LineWriter extends AbstractMessageWriter {
  /** @param {any} message */
  async write(message) {
    process.stdout.write(JSON.stringify(message) + '\n');
  }

  end() {}
}

const connection = createMessageConnection(new LineReader(), new LineWriter());

connection.onRequest('sum', (/** @type {{ numbers: number[] }} */ { numbers }) => numbers.reduce((sum, number) => sum + number, 0));
connection.onRequest('fail', () => new ResponseError(-32001, 'It "failed", nö', { why: [1] }));
connection.onRequest('wait', (token) => new Promise((resolve) => {
  connection.sendNotification('waiting', {});
  token.onCancellationRequested(() => resolve('cancelled'));
}));
connection.onNotification('note', (/** @type {object} */ note) => connection.sendNotification('noted', note));
connection.onRequest('ask', (/** @type {{ text: string }} */ { text }) => connection.sendRequest('upper', { text }));
connection.onRequest('askInVain', () => connection.sendRequest('refuse', {}).catch(({ code, message, data }) => ({ code, message, data })));
connection.onRequest('askAndCancel', () => {
  const source = new CancellationTokenSource();
  const answer = connection.sendRequest('slow', {}, source.token);
  source.cancel();
  return answer.catch(({ code }) => code);
});
connection.onClose(() => process.exit(0));
connection.listen();
