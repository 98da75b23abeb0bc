import { useState } from 'preact/hooks';
import { api } from '../model/session.ts';
import { Field } from '../parts/basics.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { Empty, PagedTable, PageHead, Pill } from '../parts/page.tsx';
import { usePages } from '../parts/use-pages.ts';
import { useSettled } from '../parts/use-settled.ts';

interface AuditRecord {
  id: number; timestamp: string; outcome: string; status?: number; count: number; actor: { id: string; name: string; type: string }; address?: string;
  action?: string; permission?: string; method?: string; route?: string; target?: string; targetName?: string; invocationId?: string;
}

const pageSize = 100;
const outcomes: Record<string, 'ok' | 'off' | 'care'> = { done: 'ok', denied: 'off', refused: 'care', failed: 'off', unanswered: 'care', dropped: 'care' };
const texts = [['actor', 'Who', 'name or id'], ['action', 'Action', 'functions.*'], ['target', 'Done to', 'name or id']] as const;

/** Who did what, and who was denied what. */
export function AuditPage() {
  const [filter, setFilter] = useState<Record<string, string>>({});
  const [open, setOpen] = useState<AuditRecord | undefined>();
  const settled = useSettled(JSON.stringify(filter));
  const pages = usePages(async (cursor, signal) => {
    const query = new URLSearchParams({ limit: String(pageSize), ...wanted(JSON.parse(settled) as Record<string, string>), ...(cursor ? { cursor } : {}) });
    const { records, cursor: next } = await api().get<{ records: AuditRecord[]; cursor?: string }>(`/audit?${query}`, signal);
    return { rows: records, cursor: next };
  }, [settled]);
  const set = (name: string, value: string) => setFilter({ ...filter, [name]: value });
  const isFiltered = Object.values(filter).some((value) => value !== '');
  return (
    <>
      <PageHead title="Audit log" lead="Every act of management and every denial, newest first. Bodies, tokens and secrets are never in it." />
      <div class="filters">
        {texts.map(([name, title, hint]) => <Field key={name} label={title}><input type="search" spellcheck={false} placeholder={hint} value={filter[name] ?? ''} onInput={(event) => set(name, event.currentTarget.value)} /></Field>)}
        <Field label="Outcome"><select value={filter['outcome'] ?? ''} onChange={(event) => set('outcome', event.currentTarget.value)}><option value="">any</option>{Object.keys(outcomes).map((one) => <option key={one}>{one}</option>)}</select></Field>
        <Field label="From"><input type="datetime-local" value={filter['from'] ?? ''} onInput={(event) => set('from', event.currentTarget.value)} /></Field>
        <Field label="Until"><input type="datetime-local" value={filter['to'] ?? ''} onInput={(event) => set('to', event.currentTarget.value)} /></Field>
        <button type="button" onClick={pages.reload}>Read again</button>
        {isFiltered && <button type="button" onClick={() => setFilter({})}>No filter</button>}
      </div>
      <PagedTable label="Records" pages={pages} columns={[{ title: 'When' }, { title: 'Who' }, { title: 'Action', class: 'aside' }, { title: 'Done to' }, { title: 'Outcome' }, { title: 'Details', isHidden: true }]}
        empty={isFiltered ? <Empty title="None fits"><p>No record has all that the filter asks for.</p></Empty> : <Empty title="No records yet"><p>What is changed from now on, and what is denied, stands here.</p></Empty>}>
        {(record) => (
          <tr key={record.id}>
            <td class="stamp" title={record.timestamp}>{new Date(record.timestamp).toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'medium' })}</td>
            <th scope="row">{record.actor.name}{!['service-account', record.actor.name].includes(record.actor.type) && <span class="tag">{record.actor.type}</span>}</th>
            <td class="aside"><code>{record.action ?? '–'}</code></td>
            <td class="key">{record.targetName ?? record.target ?? '–'}</td>
            <td><Pill {...(outcomes[record.outcome] ? { kind: outcomes[record.outcome]! } : {})}>{record.outcome}{record.count > 1 && ` × ${record.count}`}</Pill></td>
            <td class="actions"><button type="button" class="quiet" aria-label={`Details of record ${record.id}`} onClick={() => setOpen(record)}>Details</button></td>
          </tr>
        )}
      </PagedTable>
      {open && <Details record={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function Details({ record, onClose }: { record: AuditRecord; onClose: () => void }) {
  const facts: [string, string | number | undefined][] = [
    ['When', record.timestamp], ['Who', record.actor.name === record.actor.id ? `${record.actor.name} (${record.actor.type})` : `${record.actor.name} (${record.actor.type} ${record.actor.id})`], ['From address', record.address], ['Request', record.method && `${record.method} ${record.route}`],
    ['Action', record.action], ['Permission', record.permission], ['Done to', record.targetName && record.targetName !== record.target ? `${record.targetName} (${record.target})` : record.target],
    ['Outcome', record.status === undefined ? record.outcome : `${record.outcome}, status ${record.status}`], ['How often', record.count > 1 ? record.count : undefined], ['In the call', record.invocationId],
  ];
  return (
    <FormDialog title={`Record ${record.id}`} isWide onClose={onClose}>
      <dl class="facts">{facts.map(([name, value]) => value !== undefined && value !== '' && <><dt>{name}</dt><dd>{value}</dd></>)}</dl>
    </FormDialog>
  );
}

/** What is asked for; moments are typed in the reader's time, and sent in the server's. */
function wanted(filter: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value.trim() !== '').map(([name, value]) => [name, name === 'from' || name === 'to' ? new Date(value).toISOString() : value.trim()]));
}
