import { useState } from 'preact/hooks';
import { api, can } from '../model/session.ts';
import { shell } from '../model/format.ts';
import { Copy, Field, Problem } from '../parts/basics.tsx';
import { Editor } from '../parts/editor.tsx';
import { AnswerView, readAnswer } from './answer.tsx';
import type { Answer } from './answer.tsx';
import type { TabProps } from '../pages/function.tsx';

interface Call { method: string; path: string; headers: string; body: string; withToken: boolean }

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const mostKept = 20;
const withoutBody = new Set(['GET', 'HEAD']);

/** Calls the function with any method and payload, and shows the answer with the call's own log beside it. */
export function TestTab({ config }: TabProps) {
  const [call, setCall] = useState<Call>(() => kept(config.id)[0] ?? first(config.methods));
  const [history, setHistory] = useState(() => kept(config.id));
  const [answer, setAnswer] = useState<Answer>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const change = (part: Partial<Call>) => setCall((before) => ({ ...before, ...part }));

  if (!config.triggers.some((trigger) => trigger.type === 'http')) return <section class="empty"><h2>Not reachable over HTTP</h2><p>Only events or the clock call this function. Add an HTTP trigger under Settings to try it here.</p></section>;

  const run = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const headers = new Headers(parseHeaders(call.headers));
      const init: RequestInit = { method: call.method, headers };
      if (!withoutBody.has(call.method) && call.body !== '') {
        init.body = call.body;
        if (!headers.has('content-type')) headers.set('content-type', isJson(call.body) ? 'application/json' : 'text/plain');
      }
      const began = performance.now();
      const response = await api().raw(address(config.endpoint, call.path), init, call.withToken);
      setAnswer(await readAnswer(response, began));
      setHistory(keep(config.id, call));
    } catch (cause) {
      setError(cause instanceof TypeError ? new Error('The call got no answer: the server cut it off, or does not answer.') : cause);
    } finally {
      setBusy(false);
    }
  };

  return (
    <div class="two">
      <form class="stack" onSubmit={(event) => { event.preventDefault(); void run(); }}>
        <div class="row nowrap">
          <label><span class="hidden">Method</span>
            <select value={call.method} onChange={(event) => change({ method: event.currentTarget.value })}>{methods.map((method) => <option key={method}>{method}</option>)}</select>
          </label>
          <label class="grow"><span class="hidden">Path and query</span>
            <input value={call.path} placeholder="/path?name=value" onInput={(event) => change({ path: event.currentTarget.value })} />
          </label>
          <button type="submit" class="primary" disabled={isBusy}>Call</button>
        </div>
        <Field label="Headers" hint="One a line: name: value"><textarea rows={2} value={call.headers} onInput={(event) => change({ headers: event.currentTarget.value })} /></Field>
        {!withoutBody.has(call.method) && <div><p class="label">Body</p><Editor label="Body" language="json" value={call.body} onChange={(body) => change({ body })} onSave={() => void run()} /></div>}
        <label class="check"><input type="checkbox" checked={call.withToken} onChange={(event) => change({ withToken: event.currentTarget.checked })} /> As you, with your key (else as nobody)</label>
        <div class="row"><span class="faint">As <code>curl</code></span><Copy text={curlOf(config.endpoint, call)} label="this call as curl" /></div>
        {history.length > 0 && (
          <details><summary>Earlier calls</summary>
            <ul class="plain">{history.map((one, index) => <li key={index}><button type="button" class="quiet" onClick={() => setCall(one)}>{one.method} {one.path || '/'}</button></li>)}</ul>
          </details>
        )}
      </form>
      <section aria-label="Answer" aria-live="polite">
        <Problem error={error} />
        {answer ? <AnswerView key={answer.at} answer={answer} functionId={config.id} mayReadLog={can('functions.read')} /> : !error && <p class="faint">The answer shows here, with what the call wrote to the log.</p>}
      </section>
    </div>
  );
}

function first(allowed: string[] | undefined): Call {
  return { method: allowed?.[0] ?? 'GET', path: '/', headers: '', body: '{\n  "name": "value"\n}', withToken: true };
}

function address(endpoint: string, path: string): string {
  return endpoint + (path === '' || path.startsWith('/') || path.startsWith('?') ? path : `/${path}`);
}

function parseHeaders(text: string): [string, string][] {
  return text.split('\n').filter((line) => line.trim() !== '').map((line) => {
    const colon = line.indexOf(':');
    if (colon < 1) throw new Error(`The header line "${line}" has no name and value; write name: value.`);
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  });
}

function curlOf(endpoint: string, call: Call): string {
  const parts = ['curl', '-i', '-X', call.method, shell(location.origin + address(endpoint, call.path))];
  if (call.withToken) parts.push('-H', '"Authorization: Bearer $MOLNOS_TOKEN"');
  for (const line of call.headers.split('\n')) if (line.trim() !== '') parts.push('-H', shell(line.trim()));
  if (!withoutBody.has(call.method) && call.body !== '') {
    if (!/^content-type\s*:/im.test(call.headers)) parts.push('-H', shell(`content-type: ${isJson(call.body) ? 'application/json' : 'text/plain'}`));
    parts.push('--data-binary', shell(call.body));
  }
  return parts.join(' ');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

// Earlier calls stay in memory, as the key does and for the same reason: headers and bodies may hold secrets.
const calls = new Map<string, Call[]>();

function kept(id: string): Call[] {
  return calls.get(id) ?? [];
}

function keep(id: string, call: Call): Call[] {
  const next = [call, ...kept(id).filter((one) => JSON.stringify(one) !== JSON.stringify(call))].slice(0, mostKept);
  calls.set(id, next);
  return next;
}
