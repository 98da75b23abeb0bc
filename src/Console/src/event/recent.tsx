import { useState } from 'preact/hooks';
import { ago } from '../model/format.ts';
import { readJson } from '../model/exact-json.ts';
import { api, can, namedTargets } from '../model/session.ts';
import { Field } from '../parts/basics.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { Editor } from '../parts/editor.tsx';
import { Empty, PagedTable, Pill } from '../parts/page.tsx';
import { toast } from '../parts/toasts.tsx';
import { usePages } from '../parts/use-pages.ts';
import { useSettled } from '../parts/use-settled.ts';
import { EventDetails, outcome } from './event-details.tsx';
import type { EventInfo } from './event.ts';

const pageSize = 50;
const kinds: Record<string, 'ok' | 'off' | 'care'> = { delivered: 'ok', failed: 'off', pending: 'care' };

/** What was emitted, newest first, and what became of it. */
export function RecentEvents() {
  const [eventName, setEventName] = useState('');
  const [status, setStatus] = useState('');
  const [open, setOpen] = useState<EventInfo | 'emit' | undefined>();
  const name = useSettled(eventName.trim());
  const pages = usePages(async (cursor, signal) => {
    const query = new URLSearchParams({ limit: String(pageSize), ...(name ? { eventName: name } : {}), ...(status ? { status } : {}), ...(cursor ? { cursor } : {}) });
    const { events, cursor: next } = await api().get<{ events: EventInfo[]; cursor?: string }>(`/events?${query}`, signal);
    return { rows: events, cursor: next };
  }, [name, status]);
  const mayEmit = can('events.event.emit') || namedTargets('events.event.emit').length > 0;
  return (
    <>
      <div class="filters">
        <Field label="Event"><input type="search" spellcheck={false} placeholder="order.created" value={eventName} onInput={(event) => setEventName(event.currentTarget.value)} /></Field>
        <Field label="Status"><select value={status} onChange={(event) => setStatus(event.currentTarget.value)}><option value="">any</option>{Object.keys(kinds).map((kind) => <option key={kind}>{kind}</option>)}</select></Field>
        <button type="button" onClick={pages.reload}>Read again</button>
        {mayEmit && <button type="button" class="primary" onClick={() => setOpen('emit')}>Emit an event</button>}
      </div>
      <PagedTable label="Events" pages={pages} columns={[{ title: 'Event' }, { title: 'Status' }, { title: 'Deliveries', class: 'aside' }, { title: 'By', class: 'aside' }, { title: 'Emitted' }, { title: 'Actions', isHidden: true }]}
        empty={name || status ? <Empty title="None fits"><p>No kept event has this name and status.</p></Empty> : <Empty title="No events yet"><p>A function emits one by <code>context.bindings.events.emit</code>, anybody else by <code>POST /events/emit</code>.</p></Empty>}>
        {(event) => (
          <tr key={event.eventId}>
            <th scope="row"><code>{event.eventName}</code></th>
            <td><Pill {...(kinds[event.status] ? { kind: kinds[event.status]! } : {})}>{event.status}</Pill></td>
            <td class="aside">{outcome(event)}</td><td class="aside">{event.source}</td><td class="stamp" title={event.timestamp}>{ago(event.timestamp)}</td>
            <td class="actions"><button type="button" class="quiet" aria-label={`Look into ${event.eventId}`} onClick={() => setOpen(event)}>Look</button></td>
          </tr>
        )}
      </PagedTable>
      {open === 'emit' && <EmitDialog name={name} onDone={pages.reload} onClose={() => setOpen(undefined)} />}
      {typeof open === 'object' && <FormDialog title={open.eventName} isWide onClose={() => setOpen(undefined)}><EventDetails id={open.eventId} /></FormDialog>}
    </>
  );
}

function EmitDialog({ name: given, onDone, onClose }: { name: string; onDone: () => void; onClose: () => void }) {
  const [name, setName] = useState(given);
  const [data, setData] = useState('{\n  \n}');
  const emit = async () => {
    const { subscribers } = await api().send<{ subscribers: number }>('POST', '/events/emit', { eventName: name.trim(), data: readJson(data) });
    toast(subscribers === 0 ? `${name.trim()} is kept; nobody listens.` : `${name.trim()} goes to ${subscribers} function${subscribers === 1 ? '' : 's'}.`);
    onDone();
  };
  return (
    <FormDialog title="Emit an event" action="Emit" isWide isReady={name.trim() !== ''} onSubmit={emit} onClose={onClose}>
      <Field label="Event"><input autofocus spellcheck={false} maxLength={255} placeholder="order.created" value={name} onInput={(event) => setName(event.currentTarget.value)} /></Field>
      <div class="field"><span>Data, as JSON</span><Editor label="Data" language="json" value={data} onChange={setData} /></div>
    </FormDialog>
  );
}
