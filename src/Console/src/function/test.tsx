import { useState } from 'preact/hooks';
import { api, can, identity } from '../model/session.ts';
import { ago, milliseconds } from '../model/format.ts';
import { Copy, Field, Problem } from '../parts/basics.tsx';
import { Editor } from '../parts/editor.tsx';
import { AnswerView, readAnswer } from './answer.tsx';
import { addressOf, bodyOf, curlOf, firstCall, headersOf, methods, queryOf, takesBody, withQuery } from './call.ts';
import { Pairs } from './pairs.tsx';
import type { Answer } from './answer.tsx';
import type { BodyKind, Call } from './call.ts';
import type { TabProps } from '../pages/function.tsx';

/** A call that was made, and what came of it. */
interface Made { call: Call; at: string; status: number; ms: number }

const mostKept = 20;
const kinds: { id: BodyKind; title: string }[] = [{ id: 'json', title: 'JSON' }, { id: 'text', title: 'Text' }, { id: 'form', title: 'Form fields' }, { id: 'none', title: 'No body' }];

/** Calls the function with any method and payload, and shows the answer with the call's own log beside it. */
export function TestTab({ config }: TabProps) {
  const [call, setCall] = useState<Call>(() => made.get(config.id)?.[0]?.call ?? firstCall(config.methods));
  const [key, setKey] = useState('');
  const [history, setHistory] = useState(() => made.get(config.id) ?? []);
  const [answer, setAnswer] = useState<Answer>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const change = (part: Partial<Call>) => setCall((before) => ({ ...before, ...part }));

  if (!config.triggers.some((trigger) => trigger.type === 'http')) return <section class="empty"><h2>Not reachable over HTTP</h2><p>Only events or the clock call this function. Add an HTTP trigger under Settings to try it here.</p></section>;

  const run = async (wanted: Call) => {
    setBusy(true);
    setError(undefined);
    try {
      const headers = new Headers([...headersOf(wanted), ['x-molnos-timing', '1']]);
      if (wanted.as === 'key') headers.set('authorization', `Bearer ${key.trim()}`);
      const body = bodyOf(wanted);
      const began = performance.now();
      const response = await api().raw(addressOf(config.endpoint, wanted), { method: wanted.method, headers, ...(body === undefined ? {} : { body }) }, wanted.as === 'you');
      const came = await readAnswer(response, began);
      setAnswer(came);
      setHistory(keep(config.id, { call: wanted, at: new Date().toISOString(), status: came.status, ms: came.ms }));
    } catch (cause) {
      setError(cause instanceof TypeError ? new Error(/header|ByteString/i.test(cause.message) ? `This cannot be sent: ${cause.message}` : 'The call got no answer: the server cut it off, or does not answer.') : cause);
    } finally {
      setBusy(false);
    }
  };

  return (
    <div class="two">
      <form class="stack" onSubmit={(event) => { event.preventDefault(); void run(call); }}>
        <div class="row nowrap">
          <label><span class="hidden">Method</span>
            <select value={call.method} onChange={(event) => change({ method: event.currentTarget.value })}>{methods.map((method) => <option key={method}>{method}</option>)}</select>
          </label>
          <label class="grow"><span class="hidden">Path and query</span>
            <input value={call.path} placeholder="/path?name=value" spellcheck={false} onInput={(event) => change({ path: event.currentTarget.value })} />
          </label>
          <button type="submit" class="primary" disabled={isBusy}>Call</button>
        </div>
        <Pairs title="Query" one="parameter" pairs={queryOf(call.path)} onChange={(query) => change({ path: withQuery(call.path, query) })} />
        <Pairs title="Headers" one="header" pairs={call.headers} onChange={(headers) => change({ headers })} />
        {takesBody(call.method) && <BodyEditor call={call} onChange={change} onSave={() => void run(call)} />}
        <div class="row">
          <label>As <select aria-label="As whom" value={call.as} onChange={(event) => change({ as: event.currentTarget.value as Call['as'] })}>
            <option value="you">you, {identity.value?.name}</option><option value="nobody">nobody, without a key</option><option value="key">somebody else, by their key</option>
          </select></label>
        </div>
        {call.as === 'key' && <Field label="Their key" hint="It is forgotten when you leave this page."><input type="password" autocomplete="off" value={key} onInput={(event) => setKey(event.currentTarget.value)} /></Field>}
        <div class="row curl"><code class="faint">{curlOf(config.endpoint, call)}</code><Copy text={curlOf(config.endpoint, call)} label="this call as curl" /></div>
        {history.length > 0 && <Earlier history={history} isBusy={isBusy} onShow={setCall} onRepeat={(again) => { setCall(again); void run(again); }} />}
      </form>
      <section aria-label="Answer" aria-live="polite">
        <Problem error={error} />
        {answer ? <AnswerView key={answer.at} answer={answer} functionId={config.id} mayReadLog={can('functions.read')} /> : !error && <p class="faint">The answer shows here, with where its time went and what the call wrote to the log.</p>}
      </section>
    </div>
  );
}

function BodyEditor({ call, onChange, onSave }: { call: Call; onChange: (part: Partial<Call>) => void; onSave: () => void }) {
  return (
    <div class="pairs">
      <div class="row title"><p class="label">Body</p>
        <label><span class="hidden">Kind of body</span><select value={call.kind} onChange={(event) => onChange({ kind: event.currentTarget.value as BodyKind })}>{kinds.map((kind) => <option key={kind.id} value={kind.id}>{kind.title}</option>)}</select></label>
      </div>
      {call.kind !== 'none' && <Editor label="Body" language={call.kind === 'json' ? 'json' : 'text'} value={call.body} onChange={(body) => onChange({ body })} onSave={onSave} />}
      {call.kind === 'json' && !isJson(call.body) && <p class="faint">This is no JSON yet; it is sent as it is.</p>}
    </div>
  );
}

function Earlier({ history, isBusy, onShow, onRepeat }: { history: Made[]; isBusy: boolean; onShow: (call: Call) => void; onRepeat: (call: Call) => void }) {
  return (
    <details open><summary>Earlier calls</summary>
      <ul class="calls">{history.map((one, index) => (
        <li key={index} class="row nowrap">
          <button type="button" class="quiet" title="Show it again" onClick={() => onShow(one.call)}>
            <strong>{one.call.method}</strong><span class="path">{addressOf('', one.call) || '/'}</span>
            <span class={one.status >= 400 ? 'bad' : 'good'}>{one.status || 'redirect'}</span><span class="faint">{milliseconds(one.ms)}, {ago(one.at)}</span>
          </button>
          <button type="button" class="quiet" disabled={isBusy} aria-label={`Repeat call ${index + 1}`} onClick={() => onRepeat(one.call)}>Repeat</button>
        </li>
      ))}</ul>
    </details>
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return text === '';
  }
}

// Earlier calls stay in memory, as the key does and for the same reason: headers and bodies may hold secrets.
const made = new Map<string, Made[]>();

function keep(id: string, one: Made): Made[] {
  const same = JSON.stringify(one.call);
  const next = [one, ...(made.get(id) ?? []).filter((other) => JSON.stringify(other.call) !== same)].slice(0, mostKept);
  made.set(id, next);
  return next;
}
