import { useState } from 'preact/hooks';
import { ago } from '../model/format.ts';
import { api, can } from '../model/session.ts';
import { Field, Link } from '../parts/basics.tsx';
import { FormDialog, RemoveDialog } from '../parts/dialog.tsx';
import { Empty, PagedTable } from '../parts/page.tsx';
import { toast } from '../parts/toasts.tsx';
import { usePages } from '../parts/use-pages.ts';
import { useSettled } from '../parts/use-settled.ts';
import { EventDetails } from './event-details.tsx';
import type { DeadLetter } from './event.ts';

const pageSize = 50;

type Open = { kind: 'look' | 'remove' | 'redrive'; letter: DeadLetter } | { kind: 'remove-all' | 'redrive-all' };

/** Deliveries that failed for good, until somebody sends them again or lets them go. */
export function DeadLetters() {
  const [eventName, setEventName] = useState('');
  const [functionId, setFunctionId] = useState('');
  const [open, setOpen] = useState<Open | undefined>();
  const [event, receiver] = [useSettled(eventName.trim()), useSettled(functionId.trim())];
  const filter = { ...(event ? { eventName: event } : {}), ...(receiver ? { functionId: receiver } : {}) };
  const isFiltered = event !== '' || receiver !== '';
  const pages = usePages(async (cursor, signal) => {
    const { deadLetters, cursor: next } = await api().get<{ deadLetters: DeadLetter[]; cursor?: string }>(`/events/dead-letters?${new URLSearchParams({ ...filter, limit: String(pageSize), ...(cursor ? { cursor } : {}) })}`, signal);
    return { rows: deadLetters, cursor: next };
  }, [event, receiver]);
  const [mayRedrive, mayDelete] = [can('events.redrive'), can('events.delete')];

  const redrive = async (address: string) => {
    const { redriven, skipped } = await api().send<{ redriven: number; skipped: number }>('POST', address);
    toast(`${redriven} sent again${skipped > 0 ? `; ${skipped} left, since their function listens no more` : ''}.`);
    pages.reload();
  };
  const remove = async (address: string) => {
    await api().send('DELETE', address);
    toast('Deleted.');
    pages.reload();
  };
  const all = `all of ${[event && `the event ${event}`, receiver && `the function ${receiver}`].filter(Boolean).join(' and ')}`;
  const close = () => setOpen(undefined);
  return (
    <>
      <div class="filters">
        <Field label="Event"><input type="search" spellcheck={false} placeholder="order.created" value={eventName} onInput={(input) => setEventName(input.currentTarget.value)} /></Field>
        <Field label="Id of the function"><input type="search" spellcheck={false} value={functionId} onInput={(input) => setFunctionId(input.currentTarget.value)} /></Field>
        <button type="button" onClick={pages.reload}>Read again</button>
        {isFiltered && (pages.rows?.length ?? 0) > 0 && (
          <>
            {mayRedrive && <button type="button" onClick={() => setOpen({ kind: 'redrive-all' })}>Send all again</button>}
            {mayDelete && <button type="button" class="danger" onClick={() => setOpen({ kind: 'remove-all' })}>Delete all</button>}
          </>
        )}
      </div>
      <PagedTable label="Dead letters" pages={pages} columns={[{ title: 'Event' }, { title: 'Function', class: 'aside' }, { title: 'Last error' }, { title: 'Tries', class: 'number aside' }, { title: 'Failed', class: 'aside' }, { title: 'Actions', isHidden: true }]}
        empty={isFiltered ? <Empty title="None fits"><p>No dead letter has this event and this function.</p></Empty> : <Empty title="No dead letters"><p>Every delivery has succeeded, or is still being tried.</p></Empty>}>
        {(letter) => (
          <tr key={letter.id}>
            <th scope="row"><code>{letter.eventName}</code></th>
            <td class="aside"><Link to={`/functions/${encodeURIComponent(letter.functionId)}/logs`}>{letter.functionId}</Link></td>
            <td class="wide-cell"><div class="cut" title={letter.lastError}>{letter.lastError}</div></td>
            <td class="number aside">{letter.attempts}</td><td class="stamp aside" title={letter.failedAt}>{ago(letter.failedAt)}</td>
            <td class="actions">
              <button type="button" class="quiet" aria-label={`Look into dead letter ${letter.id}`} onClick={() => setOpen({ kind: 'look', letter })}>Look</button>
              {mayRedrive && <button type="button" class="quiet" aria-label={`Send again dead letter ${letter.id}`} onClick={() => setOpen({ kind: 'redrive', letter })}>Send again</button>}
              {mayDelete && <button type="button" class="quiet bad" aria-label={`Delete dead letter ${letter.id}`} onClick={() => setOpen({ kind: 'remove', letter })}>Delete</button>}
            </td>
          </tr>
        )}
      </PagedTable>
      {open?.kind === 'look' && (
        <FormDialog title={`Dead letter ${open.letter.id}`} isWide onClose={close}>
          <div class="field"><span>Last error, after {open.letter.attempts} tries</span><pre class="body" tabIndex={0}>{open.letter.lastError}</pre></div>
          <EventDetails id={open.letter.eventId} />
        </FormDialog>
      )}
      {open?.kind === 'redrive' && (
        <FormDialog title={`Send ${open.letter.eventName} again?`} action="Send again" onSubmit={() => redrive(`/events/dead-letters/${open.letter.id}/redrive`)} onClose={close}>
          <p>The function {open.letter.functionId} gets it again, with all its tries.</p>
        </FormDialog>
      )}
      {open?.kind === 'redrive-all' && (
        <FormDialog title="Send all again?" action="Send all again" onSubmit={() => redrive(`/events/dead-letters/redrive?${new URLSearchParams(filter)}`)} onClose={close}><p>This sends {all}, also those that are not shown.</p></FormDialog>
      )}
      {open?.kind === 'remove' && <RemoveDialog title="Delete this dead letter?" text={`${open.letter.eventName} will never reach ${open.letter.functionId}.`} onRemove={() => remove(`/events/dead-letters/${open.letter.id}`)} onClose={close} />}
      {open?.kind === 'remove-all' && <RemoveDialog title="Delete all?" text={`This deletes ${all}, also those that are not shown.`} action="Delete all" onRemove={() => remove(`/events/dead-letters?${new URLSearchParams(filter)}`)} onClose={close} />}
    </>
  );
}
