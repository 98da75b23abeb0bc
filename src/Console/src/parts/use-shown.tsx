import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

const atOnce = 200;

/** Of a long list as much as can be looked at, and the button that shows more of it. */
export function useShown<T>(rows: T[]): { shown: T[]; more: ComponentChildren } {
  const [most, setMost] = useState(atOnce);
  return {
    shown: rows.slice(0, most),
    more: rows.length > most && <button type="button" class="more" onClick={() => setMost(most + 4 * atOnce)}>Show more ({(rows.length - most).toLocaleString('en')} left)</button>,
  };
}
