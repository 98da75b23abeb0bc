import { useState } from 'preact/hooks';

const shownAtOnce = 100;

/** A JSON value to look into. Long ones are shown piece by piece. */
export function JsonTree({ value, name, depth = 0 }: { value: unknown; name?: string; depth?: number }) {
  const [shown, setShown] = useState(shownAtOnce);
  const label = name === undefined ? null : <span class="json-name">{name}: </span>;
  if (value === null || typeof value !== 'object') return <div class="json">{label}<span class={`json-${value === null ? 'null' : typeof value}`}>{JSON.stringify(value)}</span></div>;
  const entries: [string, unknown][] = Array.isArray(value) ? value.map((one, index) => [String(index), one]) : Object.entries(value);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) return <div class="json">{label}{open}{close}</div>;
  return (
    <details class="json" open={depth < 3}>
      <summary>{label}{open}<span class="faint"> {entries.length} </span>{close}</summary>
      {entries.slice(0, shown).map(([key, one]) => <JsonTree key={key} name={key} value={one} depth={depth + 1} />)}
      {entries.length > shown && <button type="button" class="quiet" onClick={() => setShown(shown + 10 * shownAtOnce)}>{entries.length - shown} more</button>}
    </details>
  );
}
