import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { api } from '../model/session.ts';
import { Problem } from '../parts/basics.tsx';
import { LineDetails, LogRows, lineHeight } from './log-lines.tsx';
import type { TabProps } from '../pages/function.tsx';
import type { LogLine } from '../model/types.ts';

const levels = ['debug', 'info', 'warn', 'error'];
// As many as the server gives at once; older ones are beyond.
const asked = 10_000;
// What is over it goes from the beginning.
const kept = 100_000;
const drawEveryMs = 100;

/** A line with what the filter looks at, in lower case once and for all. */
interface Kept { line: LogLine; lower: string }

/** The log as it grows. Lines that come fast are drawn together, ten times a second. */
export function LogsTab({ config }: TabProps) {
  const [level, setLevel] = useState('debug');
  const [text, setText] = useState('');
  const [turn, setTurn] = useState(0);
  const [isPaused, setPaused] = useState(false);
  const [chosen, setChosen] = useState<LogLine>();
  const { lines, error } = useLines(config.id, level, turn, isPaused);
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);

  const found = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    return (wanted === '' ? lines : lines.filter((one) => one.lower.includes(wanted))).map((one) => one.line);
  }, [lines, text]);
  useEffect(() => { if (isAtEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight; }, [found]);

  const note = () => {
    const { scrollTop, scrollHeight, clientHeight } = box.current!;
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < 2 * lineHeight;
  };
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || found.length === 0) return;
    event.preventDefault();
    const before = chosen ? found.indexOf(chosen) : -1;
    const next = before < 0 ? (step > 0 ? 0 : found.length - 1) : Math.min(found.length - 1, Math.max(0, before + step));
    setChosen(found[next]);
    const [shown, top] = [box.current!, next * lineHeight];
    if (top < shown.scrollTop) shown.scrollTop = top;
    else if (top + 2 * lineHeight > shown.scrollTop + shown.clientHeight) shown.scrollTop = top + 2 * lineHeight - shown.clientHeight;
  };

  return (
    <div class="stack">
      <div class="row">
        <label>Level <select value={level} onChange={(event) => setLevel(event.currentTarget.value)}>{levels.map((one) => <option key={one}>{one}</option>)}</select></label>
        <label class="grow"><span class="hidden">Filter</span><input type="search" placeholder="Filter by text or call" value={text} onInput={(event) => setText(event.currentTarget.value)} /></label>
        <span class="count" role="status">{found.length === lines.length ? `${lines.length.toLocaleString('en')} line${lines.length === 1 ? '' : 's'}` : `${found.length.toLocaleString('en')} of ${lines.length.toLocaleString('en')}`}</span>
        <button type="button" aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>{isPaused ? 'Go on' : 'Pause'}</button>
      </div>
      <Problem error={error} retry={() => setTurn(turn + 1)} />
      <div class="log-box" tabIndex={0} role="log" aria-label="Log" ref={box} onScroll={note} onKeyDown={move}>
        {found.length > 0 ? <LogRows lines={found} box={box} chosen={chosen} onChoose={setChosen} />
          : <p class="faint">{lines.length > 0 ? 'No line fits the filter.' : 'No lines yet. What the function writes by console.log and context.log shows here as it comes.'}</p>}
      </div>
      {chosen ? <LineDetails line={chosen} onCall={setText} onClose={() => setChosen(undefined)} /> : found.length > 0 && <p class="faint">Choose a line, by a click or the arrow keys, to read it whole.</p>}
    </div>
  );
}

/** The lines from a level on, the newest known and those that come. */
function useLines(id: string, level: string, turn: number, isPaused: boolean): { lines: Kept[]; error: unknown } {
  const [lines, setLines] = useState<Kept[]>([]);
  const [error, setError] = useState<unknown>();
  useEffect(() => setLines([]), [id, level]);
  useEffect(() => {
    if (isPaused) return;
    const leaving = new AbortController();
    let waiting: Kept[] = [];
    let isFirst = true;
    const draw = setInterval(() => {
      if (waiting.length === 0) return;
      const fresh = waiting;
      const startsAnew = isFirst;
      waiting = [];
      isFirst = false;
      setLines((before) => (startsAnew ? fresh : [...before, ...fresh]).slice(-kept));
    }, drawEveryMs);
    setError(undefined);
    void (async () => {
      for await (const line of api().follow<LogLine>(`/functions/${id}/logs?follow=true&limit=${asked}&level=${level}`, leaving.signal)) {
        waiting.push({ line, lower: `${line.message} ${line.invocationId ?? ''} ${line.fields ? JSON.stringify(line.fields) : ''}`.toLowerCase() });
      }
      setError(new Error('The server ended the log. It may be restarting.'));
    })().catch((cause: unknown) => { if (!leaving.signal.aborted) setError(cause); });
    return () => {
      leaving.abort();
      clearInterval(draw);
    };
  }, [id, level, turn, isPaused]);
  return { lines, error };
}
