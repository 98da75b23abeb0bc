import { useEffect, useState } from 'preact/hooks';

/** A text that is typed, once the typing has paused: so that not every letter asks the server. */
export function useSettled(text: string, ms = 250): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), ms);
    return () => clearTimeout(timer);
  }, [text, ms]);
  return settled;
}
