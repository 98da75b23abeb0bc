// @ts-check
// The supervisor under attack, over HTTP: deploy, call, read the log, remove.
import { Agent, request } from 'node:http';

/** @typedef {{ status: number, headers: import('node:http').IncomingHttpHeaders, text: string, isCut: boolean, json: any }} Answer */

export class Target {
  #agent = new Agent({ keepAlive: true });

  /** @param {string} url @param {string} token */
  constructor(url, token) {
    this.url = url;
    this.token = token;
  }

  /** @param {string} name @param {string} code @param {object} more */
  async deploy(name, code, more = {}) {
    return this.send('POST', '/functions/deploy', { name, code, ...more });
  }

  /** Deploys what must deploy, and gives its id. @param {string} name @param {string} code @param {object} more @returns {Promise<string>} */
  async mustDeploy(name, code, more = {}) {
    const answer = await this.deploy(name, code, more);
    if (answer.status !== 201) throw new Error(`${name} was not deployed: ${answer.status} ${answer.text}`);
    return answer.json.function.id;
  }

  /** @param {string} id @param {string} query @param {unknown} body */
  call(id, query, body) {
    return this.send('POST', `/functions/run/${id}${query}`, body);
  }

  /** @param {string} id */
  async remove(id) {
    await this.send('DELETE', `/functions/${id}`);
  }

  /** @param {string} id @returns {Promise<any[]>} */
  async logs(id) {
    return (await this.send('GET', `/functions/${id}/logs?limit=1000`)).json?.logs ?? [];
  }

  /** @param {string} method @param {string} path @param {unknown} [body] @returns {Promise<Answer>} */
  async send(method, path, body) {
    const response = await this.open(method, path, body);
    const { statusCode: status = 0, headers } = response;
    const parts = [];
    let isCut = false;
    try {
      for await (const part of response) parts.push(part);
    } catch {
      isCut = true;
    }
    const text = Buffer.concat(parts).toString();
    return { status, headers, text, isCut, json: parse(text) };
  }

  /** Sends a request and returns at the answer's headers. @param {string} method @param {string} path @param {unknown} [body] @returns {Promise<import('node:http').IncomingMessage>} */
  open(method, path, body) {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${this.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
      request(`${this.url}${path}`, { method, headers, agent: this.#agent }, resolve).on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
