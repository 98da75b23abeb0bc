import { parseExactly } from './exact-json.ts';

/** What the server refused or failed at, in its own words. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The one place that talks to the server; it knows the token of whoever is signed in, and sends it in a header only. */
export class Api {
  readonly #token: string;
  readonly #onUnauthorized: () => void;

  constructor(token: string, onUnauthorized: () => void) {
    this.#token = token;
    this.#onUnauthorized = onUnauthorized;
  }

  get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return this.#ask<T>('GET', path, undefined, signal);
  }

  send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
    return this.#ask<T>(method, path, body);
  }

  /** As get, with numbers as they were written: what is read, changed and written back loses no digit. */
  getExactly<T>(path: string, signal?: AbortSignal): Promise<T> {
    return this.#ask<T>('GET', path, undefined, signal, parseExactly);
  }

  /** The bytes of an address, or what was sent to it: for what is no JSON. */
  async bytes(method: 'GET' | 'PUT', path: string, init: RequestInit = {}): Promise<Response> {
    return await this.#checked(path, { ...init, method });
  }

  /** Any request with the token, as it is: calls of functions, whose answers are their own. */
  raw(path: string, init: RequestInit, withToken = true): Promise<Response> {
    const headers = new Headers(init.headers);
    if (withToken && !headers.has('authorization')) headers.set('authorization', `Bearer ${this.#token}`);
    return fetch(path, { ...init, headers, redirect: 'manual', cache: 'no-store', credentials: 'omit' });
  }

  /** Server-sent events of an address, one parsed value each, until the signal fires or the server ends. */
  async *follow<T>(path: string, signal: AbortSignal): AsyncGenerator<T> {
    const response = await this.raw(path, { signal });
    if (!response.ok || !response.body) throw await failure(response);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let kept = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (kept + value).split('\n\n');
      kept = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = block.split('\n').filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trimStart());
        if (data.length > 0) yield JSON.parse(data.join('\n')) as T;
      }
    }
  }

  async #ask<T>(method: string, path: string, body?: unknown, signal?: AbortSignal, parse: (text: string) => unknown = JSON.parse): Promise<T> {
    const init: RequestInit = { method };
    if (signal) init.signal = signal;
    if (body !== undefined) {
      init.body = JSON.stringify(body);
      init.headers = { 'content-type': 'application/json' };
    }
    return parse(await (await this.#checked(path, init)).text()) as T;
  }

  async #checked(path: string, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await this.raw(path, init);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') throw error;
      throw new ApiError(0, 'The server does not answer. Is it running, and is your connection up?');
    }
    if (!response.ok) {
      if (response.status === 401) this.#onUnauthorized();
      throw await failure(response);
    }
    return response;
  }
}

async function failure(response: Response): Promise<ApiError> {
  const text = await response.text();
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    if (typeof message === 'string') return new ApiError(response.status, message);
  } catch {
    // Not from us: a proxy's page, perhaps. The status says enough.
  }
  return new ApiError(response.status, `The server answered ${response.status}.`);
}
