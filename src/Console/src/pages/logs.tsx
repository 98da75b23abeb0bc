import { useState } from 'preact/hooks';
import { api, can } from '../model/session.ts';
import { time } from '../model/format.ts';
import { Field, Late, Link, Problem } from '../parts/basics.tsx';
import { Empty, PageHead } from '../parts/page.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { useSettled } from '../parts/use-settled.ts';
import type { FunctionInfo } from '../model/types.ts';

interface Line { id: string; timestamp: string; service: string; level: string; message: string; metadata?: Record<string, unknown>; invocationId?: string }

const levels = ['debug', 'info', 'warn', 'error'];
const sizes = [100, 300, 1000];
const everyMs = 2000;

/** The log of all functions and services, newest first, as it grows. */
export function LogsPage() {
  const [filter, setFilter] = useState<Record<string, string>>({});
  const [size, setSize] = useState(0);
  const [isPaused, setPaused] = useState(false);
  const settled = useSettled(JSON.stringify(filter));
  const { value, error, reload } = useLoaded((signal) => {
    const given = Object.entries(JSON.parse(settled) as Record<string, string>).filter(([, text]) => text.trim() !== '').map(([name, text]) => [name, name === 'endTime' ? new Date(text).toISOString() : text.trim()]);
    return api().get<{ events: Line[]; searchedBackTo?: string }>(`/observability/events?${new URLSearchParams({ ...Object.fromEntries(given) as Record<string, string>, limit: String(sizes[size]) })}`, signal);
  }, [settled, size, isPaused], isPaused ? 0 : everyMs);
  // A function that was made since is shown by its id.
  const names = useLoaded(async (signal) => can('functions.read') ? new Map((await api().get<{ functions: FunctionInfo[] }>('/functions/list', signal)).functions.map((one) => [one.id, one.name])) : undefined, [], 60_000);
  const set = (name: string, text: string) => { setFilter({ ...filter, [name]: text }); setSize(0); };
  const isFiltered = Object.values(filter).some((text) => text !== '');
  return (
    <>
      <PageHead title="Logs" lead="What functions print and services post, newest first.">
        <button type="button" aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>{isPaused ? 'Go on' : 'Pause'}</button>
      </PageHead>
      <div class="filters">
        <Field label="Service begins with"><input type="search" spellcheck={false} placeholder="functions." value={filter['service'] ?? ''} onInput={(event) => set('service', event.currentTarget.value)} /></Field>
        <Field label="From level"><select value={filter['level'] ?? ''} onChange={(event) => set('level', event.currentTarget.value)}><option value="">any</option>{levels.map((level) => <option key={level}>{level}</option>)}</select></Field>
        <Field label="Message contains"><input type="search" spellcheck={false} value={filter['search'] ?? ''} onInput={(event) => set('search', event.currentTarget.value)} /></Field>
        <Field label="Before"><input type="datetime-local" value={filter['endTime'] ?? ''} onInput={(event) => set('endTime', event.currentTarget.value)} /></Field>
      </div>
      <Problem error={error} retry={reload} />
      {!value ? !error && <Late>Loading the log…</Late> : value.events.length === 0 ? (
        isFiltered ? <Empty title="No line fits"><p>{value.searchedBackTo ? `The search stopped at ${value.searchedBackTo}: look before that moment.` : 'No kept line has all that the filter asks for.'}</p></Empty>
          : <Empty title="No lines yet"><p>A function writes one by <code>console.log</code>, anybody else by <code>POST /observability/events</code>.</p></Empty>
      ) : (
        <>
          <ol class="lines" aria-label="Lines">{value.events.map((line) => <LineRow key={line.id} line={line} names={names.value} />)}</ol>
          {value.events.length === sizes[size] && size < sizes.length - 1 && <button type="button" class="more" onClick={() => setSize(size + 1)}>Show more</button>}
          {value.searchedBackTo && <p class="faint">The search stopped at {value.searchedBackTo}: look before that moment for older lines.</p>}
        </>
      )}
    </>
  );
}

function LineRow({ line, names }: { line: Line; names: Map<string, string> | undefined }) {
  const functionId = line.service.startsWith('functions.') ? line.service.slice('functions.'.length) : undefined;
  return (
    <li class={`line-${line.level}`}>
      <time class="faint" dateTime={line.timestamp} title={line.timestamp}>{time(line.timestamp)}</time>
      <span class="level">{line.level}</span>
      {functionId ? <Link to={`/functions/${encodeURIComponent(functionId)}/logs`}>{names?.get(functionId) ?? line.service}</Link> : <span>{line.service}</span>}
      <span class="message">{line.message}{line.metadata && <span class="faint"> {JSON.stringify(line.metadata)}</span>}</span>
    </li>
  );
}
