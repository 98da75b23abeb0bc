import type { ComponentChildren } from 'preact';
import { api } from '../model/session.ts';
import { Late, Link, Problem } from '../parts/basics.tsx';
import { Empty } from '../parts/page.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import type { FunctionInfo, Trigger } from '../model/types.ts';

interface Listener { name: string; id: string; trigger: Trigger; nextRuns: string[] }

/** Which function listens to which event. */
export function Subscriptions() {
  return (
    <Listeners kind="event" columns={['Event', 'Function']} empty={<Empty title="No function listens"><p>Give a function the trigger “event” in its settings, with a name such as <code>order.created</code> or <code>order.*</code>.</p></Empty>}>
      {({ name, id, trigger }) => <><th scope="row"><code>{trigger.eventName}</code></th><td><Link to={`/functions/${id}/settings`}>{name}</Link></td></>}
    </Listeners>
  );
}

/** What the clock starts, and when next. */
export function Schedules() {
  return (
    <Listeners kind="schedule" columns={['Function', 'Cron', 'Time zone', 'Next runs of the function']} empty={<Empty title="Nothing runs by the clock"><p>Give a function the trigger “schedule” in its settings, with a line of cron such as <code>0 3 * * *</code>.</p></Empty>}>
      {({ name, id, trigger, nextRuns }) => (
        <>
          <th scope="row"><Link to={`/functions/${id}/settings`}>{name}</Link></th>
          <td><code>{trigger.cron}</code></td><td>{trigger.timeZone ?? 'UTC'}</td>
          <td>{nextRuns.map((moment) => <span key={moment} class="run" title={moment}>{new Date(moment).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}</span>)}</td>
        </>
      )}
    </Listeners>
  );
}

function Listeners({ kind, columns, empty, children }: { kind: Trigger['type']; columns: string[]; empty: ComponentChildren; children: (one: Listener) => ComponentChildren }) {
  const { value, error, reload } = useLoaded((signal) => api().get<{ functions: FunctionInfo[] }>('/functions/list', signal), [], 30_000);
  const rows = value?.functions.flatMap(({ name, id, triggers, nextRuns = [] }) => triggers.filter((trigger) => trigger.type === kind).map((trigger) => ({ name, id, trigger, nextRuns })));
  rows?.sort((one, other) => `${one.trigger.eventName ?? ''} ${one.name}`.localeCompare(`${other.trigger.eventName ?? ''} ${other.name}`));
  return (
    <>
      <Problem error={error} retry={reload} />
      {!rows ? !error && <Late>Loading…</Late> : rows.length === 0 ? empty : (
        <div class="scroll"><table>
          <thead><tr>{columns.map((column) => <th key={column} scope="col">{column}</th>)}</tr></thead>
          <tbody>{rows.map((one) => <tr key={`${one.id} ${one.trigger.eventName ?? one.trigger.cron}`}>{children(one)}</tr>)}</tbody>
        </table></div>
      )}
    </>
  );
}
