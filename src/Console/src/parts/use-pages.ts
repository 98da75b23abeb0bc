import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

export interface Page<T> { rows: T[]; cursor?: string | undefined }

export interface Pages<T> { rows: T[] | undefined; hasMore: boolean; isBusy: boolean; error: unknown; more: () => void; reload: () => void }

interface State<T> { rows?: T[]; cursor?: string | undefined; error?: unknown; isBusy: boolean }

/** A list that comes page by page. What it showed stays until the next answer is there. */
export function usePages<T>(load: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>, inputs: unknown[]): Pages<T> {
  const [state, setState] = useState<State<T>>({ isBusy: true });
  const [turn, setTurn] = useState(0);
  const leaving = useRef(new AbortController());
  const ask = (cursor: string | undefined, kept: T[]) => {
    const { signal } = leaving.current;
    setState((before) => ({ ...before, isBusy: true }));
    load(cursor, signal).then(
      (page) => { if (!signal.aborted) setState({ rows: [...kept, ...page.rows], cursor: page.cursor, isBusy: false }); },
      (error: unknown) => { if (!signal.aborted) setState((before) => ({ ...before, error, isBusy: false })); });
  };
  useEffect(() => {
    leaving.current = new AbortController();
    ask(undefined, []);
    return () => leaving.current.abort();
  }, [...inputs, turn]);
  const reload = useCallback(() => setTurn((now) => now + 1), []);
  return { rows: state.rows, hasMore: state.cursor !== undefined, isBusy: state.isBusy, error: state.error, more: () => ask(state.cursor, state.rows ?? []), reload };
}
