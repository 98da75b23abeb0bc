import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { api } from '../model/session.ts';
import { Problem } from '../parts/basics.tsx';
import { LogLines } from './log-lines.tsx';
import type { TabProps } from '../pages/function.tsx';
import type { LogLine } from '../model/types.ts';

const levels = ['debug', 'info', 'warn', 'error'];
const asked = 1000;
// More than anybody reads; older lines are found by the filters, which ask the server.
const kept = 2000;
const drawn = 500;
const drawEveryMs = 100;

/** The log as it grows. Lines that come fast are drawn together, ten times a second. */
export function LogsTab({ config }: TabProps) {
  const [level, setLevel] = useState('debug');
  const [text, setText] = useState('');
  const [lines, setLines] = useState<LogLine[]>([]);
  const [error, setError] = useState<unknown>();
  const [turn, setTurn] = useState(0);
  const [isPaused, setPaused] = useState(false);
  const end = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (isPaused) return;
    const leaving = new AbortController();
    let waiting: LogLine[] = [];
    let isFirst = true;
    const draw = setInterval(() => {
      if (waiting.length === 0) return;
      const fresh = waiting;
      waiting = [];
      setLines((before) => (isFirst ? fresh : [...before, ...fresh]).slice(-kept));
      isFirst = false;
    }, drawEveryMs);
    setError(undefined);
    void (async () => {
      for await (const line of api().follow<LogLine>(`/functions/${config.id}/logs?follow=true&limit=${asked}&level=${level}`, leaving.signal)) waiting.push(line);
      setError(new Error('The server ended the log. It may be restarting.'));
    })().catch((cause: unknown) => { if (!leaving.signal.aborted) setError(cause); });
    return () => {
      leaving.abort();
      clearInterval(draw);
    };
  }, [config.id, level, turn, isPaused]);

  const found = useMemo(() => {
    const wanted = text.toLowerCase();
    return (wanted === '' ? lines : lines.filter((line) => line.message.toLowerCase().includes(wanted) || line.invocationId?.startsWith(wanted))).slice(-drawn);
  }, [lines, text]);
  useEffect(() => { if (!isPaused) end.current?.scrollIntoView({ block: 'nearest' }); }, [found.length > 0 ? found.at(-1) : undefined]);

  return (
    <div class="stack">
      <div class="row">
        <label>Level <select value={level} onChange={(event) => { setLines([]); setLevel(event.currentTarget.value); }}>{levels.map((one) => <option key={one}>{one}</option>)}</select></label>
        <label class="grow"><span class="hidden">Filter</span><input type="search" placeholder="Filter by text or call" value={text} onInput={(event) => setText(event.currentTarget.value)} /></label>
        <button type="button" aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>{isPaused ? 'Go on' : 'Pause'}</button>
      </div>
      <Problem error={error} retry={() => setTurn(turn + 1)} />
      <div class="log-box" tabIndex={0} role="log" aria-label="Log">
        {found.length > 0 ? <LogLines lines={found} /> : <p class="faint">{lines.length > 0 ? 'No line fits the filter.' : 'No lines yet. What the function writes by console.log and context.log shows here as it comes.'}</p>}
        <div ref={end} />
      </div>
    </div>
  );
}
