import { Component } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { api, can } from '../model/session.ts';
import { ago, milliseconds } from '../model/format.ts';
import { Late, Link, Problem } from '../parts/basics.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { useWindow } from '../parts/use-window.ts';
import { Sparkline } from '../function/sparkline.tsx';
import { triggerText } from '../function/words.ts';
import type { FunctionInfo, FunctionStats, Points } from '../model/types.ts';

type Row = FunctionInfo & { stats?: FunctionStats };
type Column = 'name' | 'invocations' | 'errors' | 'p95' | 'workers' | 'updated';

const columns: { id: Column; title: string; of: (row: Row) => number | string; isNumber: boolean }[] = [
  { id: 'name', title: 'Name', of: (row) => row.name.toLowerCase(), isNumber: false },
  { id: 'invocations', title: 'Calls', of: (row) => row.stats?.invocations ?? 0, isNumber: true },
  { id: 'errors', title: 'Errors', of: (row) => (row.stats?.errors ?? 0) + (row.stats?.timeouts ?? 0), isNumber: true },
  { id: 'p95', title: 'p95', of: (row) => row.stats?.p95Ms ?? 0, isNumber: true },
  { id: 'workers', title: 'Workers', of: (row) => row.stats?.workers ?? 0, isNumber: true },
  { id: 'updated', title: 'Updated', of: (row) => row.updatedAt, isNumber: false },
];

// As the style sheet has it.
const rowHeight = 44;
const manyRows = 300;

/** All functions, with search and sort. Of thousands only those in sight are drawn. */
export function FunctionsPage() {
  const [search, setSearch] = useState('');
  const [sort, setSort] = useState<{ by: Column; isDown: boolean }>({ by: 'name', isDown: false });
  useEffect(() => { document.title = 'Functions · MolnOS Sandbox'; }, []);
  const count = useRef(0);
  const { value, error, reload } = useLoaded(load, [], count.current > manyRows ? 20_000 : 5000);
  const hour = useLoaded((signal) => api().get<{ functions: Points[] }>('/functions/history', signal), [], 30_000);
  count.current = value?.length ?? 0;
  const points = useMemo(() => new Map(hour.value?.functions.map((one) => [one.id, one])), [hour.value]);
  const rows = useMemo(() => arrange(value ?? [], search, sort.by, sort.isDown), [value, search, sort]);

  return (
    <>
      <div class="row title">
        <h1>Functions</h1>
        {can('functions.create') && <Link to="/functions/new" class="button primary">New function</Link>}
      </div>
      <Problem error={error} retry={reload} />
      {!value ? !error && <Late>Loading functions…</Late> : value.length === 0 ? <Empty /> : (
        <>
          <div class="row title">
            <label class="search"><span class="hidden">Search functions</span>
              <input type="search" placeholder="Search by name, id, event or context" value={search} onInput={(event) => setSearch(event.currentTarget.value)} />
            </label>
            <p class="count" role="status">{rows.length === value.length ? `${rows.length.toLocaleString('en')} function${rows.length === 1 ? '' : 's'}` : `${rows.length.toLocaleString('en')} of ${value.length.toLocaleString('en')}`}</p>
          </div>
          {rows.length === 0 ? <p class="empty faint">No function is called so, has such an id, or listens to such an event.</p>
            : <FunctionTable rows={rows} points={points} sort={sort} onSort={(by, isDown) => setSort({ by, isDown })} />}
        </>
      )}
    </>
  );
}

function FunctionTable({ rows, points, sort, onSort }: { rows: Row[]; points: Map<string, Points>; sort: { by: Column; isDown: boolean }; onSort: (by: Column, isDown: boolean) => void }) {
  const list = useRef<HTMLTableSectionElement>(null);
  const { from, to } = useWindow(rows.length, rowHeight, list);
  return (
    <div class="scroll"><table class="functions" aria-rowcount={rows.length + 1}>
      <thead><tr aria-rowindex={1}>
        {columns.map((column) => (
          <th key={column.id} scope="col" class={`col-${column.id} ${column.isNumber ? 'number' : ''}`} aria-sort={sort.by !== column.id ? 'none' : sort.isDown ? 'descending' : 'ascending'}>
            <button type="button" class="sort" onClick={() => onSort(column.id, sort.by === column.id ? !sort.isDown : column.isNumber)}>{column.title}</button>
          </th>
        ))}
        <th scope="col" class="col-hour">Last hour</th>
        <th scope="col" class="col-triggers">Triggers</th>
      </tr></thead>
      <tbody ref={list}>
        {from > 0 && <tr class="room" aria-hidden="true"><td colSpan={columns.length + 2} height={from * rowHeight} /></tr>}
        {rows.slice(from, to).map((row, index) => <FunctionRow key={row.id} row={row} points={points.get(row.id)} place={from + index + 2} />)}
        {to < rows.length && <tr class="room" aria-hidden="true"><td colSpan={columns.length + 2} height={(rows.length - to) * rowHeight} /></tr>}
      </tbody>
    </table></div>
  );
}

interface RowProps { row: Row; points: Points | undefined; place: number }

/** A row is drawn again only when it says something else: most of them stay while one scrolls. */
class FunctionRow extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    return next.row !== this.props.row || next.points !== this.props.points || next.place !== this.props.place;
  }

  override render() {
    return <Cells {...this.props} />;
  }
}

const numbers = new Intl.NumberFormat('en');

function Cells({ row, points, place }: RowProps) {
  const errors = (row.stats?.errors ?? 0) + (row.stats?.timeouts ?? 0);
  const triggers = row.triggers.map(triggerText).join(', ');
  return (
    <tr aria-rowindex={place}>
      <th scope="row" class="col-name" title={row.name}><Link to={`/functions/${row.id}`}>{row.name}</Link> <code class="faint">{row.id}</code></th>
      <td class="number col-invocations">{numbers.format(row.stats?.invocations ?? 0)}</td>
      <td class={errors > 0 ? 'number bad col-errors' : 'number col-errors'}>{numbers.format(errors)}</td>
      <td class="number col-p95">{milliseconds(row.stats?.invocations ? row.stats.p95Ms : undefined)}</td>
      <td class="number col-workers">{row.stats?.workers ?? 0}</td>
      <td class="col-updated" title={row.updatedAt}>{ago(row.updatedAt)}</td>
      <td class="col-hour"><Sparkline points={points} /></td>
      <td class="col-triggers" title={triggers}>{triggers}{row.allowUnauthenticated && <span class="tag" title="Everybody may call it, without a key">public</span>}</td>
    </tr>
  );
}

function Empty() {
  return (
    <section class="empty">
      <h2>No functions yet</h2>
      <p>A function is a piece of JavaScript that this server runs when somebody calls it, when an event comes, or by the clock.</p>
      {can('functions.create') ? <Link to="/functions/new" class="button primary">Write the first one</Link> : <p>Ask somebody who may create functions.</p>}
    </section>
  );
}

async function load(signal: AbortSignal): Promise<Row[]> {
  const [list, stats] = await Promise.all([
    api().get<{ functions: FunctionInfo[] }>('/functions/list', signal),
    api().get<{ stats: { functions: FunctionStats[] } }>('/functions/stats', signal),
  ]);
  const byId = new Map(stats.stats.functions.map((one) => [one.id, one]));
  return list.functions.map((one) => { const found = byId.get(one.id); return found ? { ...one, stats: found } : one; });
}

function arrange(rows: Row[], search: string, by: Column, isDown: boolean): Row[] {
  const wanted = search.trim().toLowerCase();
  const found = wanted === '' ? [...rows] : rows.filter((row) =>
    [row.name, row.id, row.context ?? '', ...row.triggers.map((trigger) => trigger.eventName ?? '')].some((text) => text.toLowerCase().includes(wanted)));
  const value = columns.find((column) => column.id === by)!.of;
  const turn = isDown ? -1 : 1;
  return found.map((row) => ({ row, by: value(row) })).sort((one, other) => (one.by < other.by ? -turn : one.by > other.by ? turn : 0)).map(({ row }) => row);
}
