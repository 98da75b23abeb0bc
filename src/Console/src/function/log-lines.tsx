import { time } from '../model/format.ts';
import type { LogLine } from '../model/types.ts';

/** Lines of a log, as they were written: nothing in them is ever markup. */
export function LogLines({ lines }: { lines: LogLine[] }) {
  return (
    <ol class="log">
      {lines.map((line, index) => (
        <li key={`${line.timestamp}-${index}`} class={`log-${line.level}`}>
          <time dateTime={line.timestamp} title={line.timestamp}>{time(line.timestamp)}</time> <span class="level">{line.level}</span>{' '}
          <span class="message">{line.message}{line.fields && <span class="faint"> {JSON.stringify(line.fields)}</span>}{line.late && <span class="tag">late</span>}</span>
        </li>
      ))}
    </ol>
  );
}
