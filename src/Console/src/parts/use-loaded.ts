import { useCallback, useEffect, useState } from 'preact/hooks';

export interface Loaded<T> { value?: T; error?: unknown; reload: () => void }

/** Loads when it appears, when told to, and every so often while the tab is looked at. What it showed stays while it loads again. */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>, inputs: unknown[], everyMs = 0): Loaded<T> {
  const [state, setState] = useState<{ value?: T; error?: unknown }>({});
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((now) => now + 1), []);
  useEffect(() => {
    const leaving = new AbortController();
    let isUnderWay = true;
    void load(leaving.signal).then(
      (value) => { if (!leaving.signal.aborted) setState({ value }); },
      (error: unknown) => { if (!leaving.signal.aborted) setState((before) => ({ ...before, error })); })
      .finally(() => { isUnderWay = false; });
    // A server that takes longer than that is not asked twice at once.
    const again = () => { if (everyMs > 0 && !document.hidden && !isUnderWay) reload(); };
    const timer = everyMs > 0 ? setInterval(again, everyMs) : undefined;
    document.addEventListener('visibilitychange', again);
    return () => {
      leaving.abort();
      clearInterval(timer);
      document.removeEventListener('visibilitychange', again);
    };
  }, [...inputs, turn]);
  return { ...state, reload };
}
