import { useRef } from 'preact/hooks';
import { time } from '../model/format.ts';
import type { LogLine } from '../model/types.ts';
import { JsonTree } from '../parts/json-tree.tsx';
import { useWindow } from '../parts/use-window.ts';

/** Lines of a log, as they were written: nothing in them is ever markup. */
export function LogLines({ lines }: { lines: LogLine[] }) {
  return <ol class="log">{lines.map((line, index) => <li key={`${line.timestamp}-${index}`} class={`log-${line.level}`}><LineText line={line} /></li>)}</ol>;
}

// As the style sheet has it.
export const lineHeight = 22;

/** Any number of lines, one row each, of which those in sight are drawn. One may be chosen, to be read whole. */
export function LogRows({ lines, box, chosen, onChoose }: { lines: LogLine[]; box: { current: HTMLDivElement | null }; chosen: LogLine | undefined; onChoose: (line: LogLine) => void }) {
  const list = useRef<HTMLOListElement>(null);
  const { from, to } = useWindow(lines.length, lineHeight, list, box);
  return (
    <ol class="log rows" ref={list} style={{ paddingTop: `${from * lineHeight}px`, paddingBottom: `${(lines.length - to) * lineHeight}px` }}>
      {lines.slice(from, to).map((line, index) => (
        <li key={from + index} class={`log-${line.level}${line === chosen ? ' chosen' : ''}`} aria-current={line === chosen} onClick={() => onChoose(line)}><LineText line={line} /></li>
      ))}
    </ol>
  );
}

/** One line whole, with its fields to look into. */
export function LineDetails({ line, onCall, onClose }: { line: LogLine; onCall: (id: string) => void; onClose: () => void }) {
  return (
    <section class="panel" aria-label="The chosen line">
      <div class="row title">
        <p><time dateTime={line.timestamp}>{new Date(line.timestamp).toLocaleString()}</time> <span class="tag">{line.level}</span>{line.late && <span class="tag">after the answer</span>}</p>
        <div class="row">
          {line.invocationId && <button type="button" class="quiet" onClick={() => onCall(line.invocationId!)}>Lines of this call</button>}
          <button type="button" class="quiet" onClick={onClose}>Close</button>
        </div>
      </div>
      <pre class="body">{line.message}</pre>
      {line.fields && <div class="body"><JsonTree value={line.fields} /></div>}
    </section>
  );
}

function LineText({ line }: { line: LogLine }) {
  return (
    <>
      <time dateTime={line.timestamp} title={line.timestamp}>{time(line.timestamp)}</time> <span class="level">{line.level}</span>{' '}
      <span class="message">{line.message}{line.fields && <span class="faint"> {JSON.stringify(line.fields)}</span>}{line.late && <span class="tag">late</span>}</span>
    </>
  );
}
