import { useEffect, useState } from 'preact/hooks';
import { api } from '../model/session.ts';
import { bytes, milliseconds } from '../model/format.ts';
import { JsonTree } from '../parts/json-tree.tsx';
import { LogLines } from './log-lines.tsx';
import { timesOf } from './time-split.ts';
import { Times } from './times.tsx';
import type { LogLine } from '../model/types.ts';

export interface Answer { at: number; status: number; statusText: string; headers: [string, string][]; type: string; body: ArrayBuffer; ms: number; timing: string | null; invocationId?: string }

export async function readAnswer(response: Response, began: number): Promise<Answer> {
  const body = await response.arrayBuffer();
  const invocationId = response.headers.get('x-molnos-invocation-id');
  return {
    at: began, status: response.status, statusText: response.statusText, headers: [...response.headers], type: (response.headers.get('content-type') ?? '').toLowerCase(),
    body, ms: performance.now() - began, timing: response.headers.get('server-timing'), ...(invocationId ? { invocationId } : {}),
  };
}

/** Status, headers, body and log of a call. */
export function AnswerView({ answer, functionId, mayReadLog }: { answer: Answer; functionId: string; mayReadLog: boolean }) {
  return (
    <div class="stack">
      <p class="status"><strong class={answer.status >= 400 || answer.status === 0 ? 'bad' : 'good'}>{answer.status === 0 ? 'A redirect' : `${answer.status} ${answer.statusText}`}</strong> <span>{milliseconds(answer.ms)}</span> <span class="faint">{bytes(answer.body.byteLength)}</span></p>
      <Times parts={timesOf(answer.timing, answer.ms)} />
      <Body answer={answer} />
      <details><summary>Headers ({answer.headers.length})</summary>
        <dl class="facts">{answer.headers.map(([name, value]) => <><dt>{name}</dt><dd><code>{value}</code></dd></>)}</dl>
      </details>
      {mayReadLog && answer.invocationId && <CallLog functionId={functionId} invocationId={answer.invocationId} />}
    </div>
  );
}

function Body({ answer }: { answer: Answer }) {
  if (answer.body.byteLength === 0) return <p class="faint">No body.</p>;
  if (answer.type.startsWith('image/') && !answer.type.startsWith('image/svg')) return <Picture answer={answer} />;
  const text = decode(answer.body);
  if (text === undefined) return <p class="faint">{bytes(answer.body.byteLength)} of {answer.type || 'no type'}, which are no text.</p>;
  if (/\bjson\b/.test(answer.type)) {
    try {
      return <div class="body" data-testid="body"><JsonTree value={JSON.parse(text)} /></div>;
    } catch {
      // Claims to be JSON and is not: shown as it came.
    }
  }
  if (answer.type.startsWith('text/html')) return <Page text={text} />;
  return <pre class="body" data-testid="body">{text.slice(0, mostText)}{text.length > mostText ? '…' : ''}</pre>;
}

const mostText = 200_000;

/** A function's page runs nothing and reaches nothing: a sandbox without a single permission, under our own policy besides. */
function Page({ text }: { text: string }) {
  const [isSource, setSource] = useState(false);
  return (
    <div>
      <button type="button" class="quiet" onClick={() => setSource(!isSource)}>{isSource ? 'Show the page' : 'Show the source'}</button>
      {isSource ? <pre class="body" data-testid="body">{text.slice(0, mostText)}</pre> : <iframe class="body" title="The answer as a page" sandbox="" srcdoc={text} />}
    </div>
  );
}

function Picture({ answer }: { answer: Answer }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([answer.body], { type: answer.type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [answer]);
  return url ? <img class="body" src={url} alt="The answer" /> : null;
}

// A call's lines are on disk a moment after its answer.
const looks = [50, 200, 500, 1200];

function CallLog({ functionId, invocationId }: { functionId: string; invocationId: string }) {
  const [lines, setLines] = useState<LogLine[]>([]);
  useEffect(() => {
    const leaving = new AbortController();
    void (async () => {
      for (const wait of looks) {
        await new Promise((resolve) => setTimeout(resolve, wait));
        const { logs } = await api().get<{ logs: LogLine[] }>(`/functions/${functionId}/logs?invocationId=${invocationId}&limit=500`, leaving.signal);
        if (logs.length > 0) setLines(logs);
      }
    })().catch(() => { /* Left meanwhile, or the log cannot be read: the answer stands without it. */ });
    return () => leaving.abort();
  }, [functionId, invocationId]);
  return <section aria-label="Log of this call"><h3>Log of this call</h3>{lines.length > 0 ? <LogLines lines={lines} /> : <p class="faint">Nothing so far.</p>}</section>;
}

function decode(body: ArrayBuffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}
