import { api } from '../model/session.ts';
import { indent } from '../model/exact-json.ts';
import { Late, Problem } from '../parts/basics.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import type { EventInfo } from './event.ts';

/** One event: where it came from, what became of it, and its data. */
export function EventDetails({ id }: { id: string }) {
  const { value, error, reload } = useLoaded((signal) => api().getExactly<{ event: EventInfo }>(`/events/${id}`, signal), [id]);
  if (!value) return error ? <Problem error={error} retry={reload} /> : <Late>Loading the event…</Late>;
  const { event } = value;
  return (
    <div class="stack">
      <dl class="facts">
        <dt>Event</dt><dd><code>{event.eventName}</code> <code class="faint">{event.eventId}</code></dd>
        <dt>Emitted</dt><dd>{new Date(event.timestamp).toLocaleString()} by {event.source}{event.chain && event.chain.length > 0 && `, through ${event.chain.join(' → ')}`}</dd>
        <dt>Deliveries</dt><dd>{outcome(event)}</dd>
      </dl>
      <div class="field"><span>Data</span><pre class="body" tabIndex={0}>{indent(event.data ?? null)}</pre></div>
    </div>
  );
}

/** "2 delivered, 1 failed". */
export function outcome(event: EventInfo): string {
  const parts = (['delivered', 'failed', 'pending', 'cancelled'] as const).filter((kind) => event[kind] > 0).map((kind) => `${event[kind]} ${kind}`);
  return parts.join(', ') || 'nobody listened';
}
