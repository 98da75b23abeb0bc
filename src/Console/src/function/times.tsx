import { milliseconds } from '../model/format.ts';
import type { Part } from './time-split.ts';

/** Where the time of a call went, as a bar with its numbers. */
export function Times({ parts }: { parts: Part[] }) {
  const total = parts.reduce((sum, part) => sum + part.ms, 0);
  if (parts.length === 0 || total === 0) return null;
  let left = 0;
  return (
    <div class="times" data-testid="times">
      <svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
        {parts.map((part) => {
          const x = left;
          left += part.ms / total * 1000;
          return <rect key={part.title} class={part.class} x={x} width={left - x} height="10" />;
        })}
      </svg>
      <ul>{parts.map((part) => <li key={part.title}><span class={`swatch ${part.class}`} aria-hidden="true" />{part.title} <strong>{milliseconds(part.ms)}</strong></li>)}</ul>
    </div>
  );
}
