// Well-known clients on the global fetch: ky with its retries and hooks, ofetch, and a vendor's SDK with JSON, errors and a stream of events.
import ky from 'ky';
import { ofetch } from 'ofetch';
import OpenAI from 'openai';

const tasks = {
  async ky(base) {
    const api = ky.create({ prefix: base, retry: { limit: 2, delay: () => 1 }, hooks: { beforeRequest: [(options) => { (options.request ?? options).headers.set('x-hook', 'ran'); }] } });
    const made = await api.post('echo', { json: { name: 'Ada' } }).json();
    const flaky = await api.get('flaky').text();
    const missing = await api.get('missing').catch((error) => `${error.name} ${error.response.status}`);
    const slow = await api.get('slow', { timeout: 200, retry: 0 }).catch((error) => error.name);
    return { made, flaky, missing, slow };
  },
  async ofetch(base) {
    const made = await ofetch('/echo', { baseURL: base, method: 'POST', body: { name: 'Åsa' }, query: { a: 1 } });
    const missing = await ofetch('/missing', { baseURL: base }).catch((error) => `${error.name} ${error.statusCode}`);
    const blob = await ofetch('/bytes', { baseURL: base, responseType: 'arrayBuffer' });
    return { made, missing, bytes: blob.byteLength };
  },
  async sdk(base) {
    const client = new OpenAI({ apiKey: 'sk-test', baseURL: `${base}/v1`, maxRetries: 0 });
    const model = 'test-model';
    const messages = [{ role: 'user', content: 'hello' }];
    const whole = await client.chat.completions.create({ model, messages });
    let text = '';
    for await (const event of await client.chat.completions.create({ model, messages, stream: true })) text += event.choices[0]?.delta?.content ?? '';
    const refused = await client.models.list().catch((error) => `${error instanceof OpenAI.AuthenticationError} ${error.status}`);
    return { whole: whole.choices[0].message.content, text, refused };
  },
};

export async function handler({ query }) {
  return tasks[query.task](query.base);
}
