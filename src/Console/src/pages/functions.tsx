import { useEffect, useMemo, useState } from 'preact/hooks';
import { api, can } from '../model/session.ts';
import { ago, milliseconds } from '../model/format.ts';
import { Late, Link, Problem } from '../parts/basics.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { triggerText } from '../function/words.ts';
import type { FunctionInfo, FunctionStats } from '../model/types.ts';

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

// Of thousands only as many are drawn as can be looked at; the search finds the others.
const shownAtOnce = 100;

/** All functions, with search and sort. */
export function FunctionsPage() {
  const [search, setSearch] = useState('');
  const [sort, setSort] = useState<{ by: Column; isDown: boolean }>({ by: 'name', isDown: false });
  const [shown, setShown] = useState(shownAtOnce);
  useEffect(() => { document.title = 'Functions · MolnOS Sandbox'; }, []);
  const { value, error, reload } = useLoaded(load, [], 5000);
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
          <label class="search"><span class="hidden">Search functions</span>
            <input type="search" placeholder="Search by name, id, event or context" value={search} onInput={(event) => { setSearch(event.currentTarget.value); setShown(shownAtOnce); }} />
          </label>
          <p class="count" role="status">{rows.length === value.length ? `${rows.length} function${rows.length === 1 ? '' : 's'}` : `${rows.length} of ${value.length}`}</p>
          <div class="scroll"><table>
            <thead><tr>
              {columns.map((column) => (
                <th key={column.id} scope="col" class={column.isNumber ? 'number' : ''} aria-sort={sort.by !== column.id ? 'none' : sort.isDown ? 'descending' : 'ascending'}>
                  <button type="button" class="sort" onClick={() => setSort({ by: column.id, isDown: sort.by === column.id ? !sort.isDown : column.isNumber })}>{column.title}</button>
                </th>
              ))}
              <th scope="col">Triggers</th>
            </tr></thead>
            <tbody>{rows.slice(0, shown).map((row) => <FunctionRow key={row.id} row={row} />)}</tbody>
          </table></div>
          {rows.length > shown && <button type="button" class="more" onClick={() => setShown(shown + 4 * shownAtOnce)}>Show more ({rows.length - shown} left)</button>}
        </>
      )}
    </>
  );
}

function FunctionRow({ row }: { row: Row }) {
  const errors = (row.stats?.errors ?? 0) + (row.stats?.timeouts ?? 0);
  return (
    <tr>
      <th scope="row"><Link to={`/functions/${row.id}`}>{row.name}</Link> <code class="faint">{row.id}</code></th>
      <td class="number">{row.stats?.invocations ?? 0}</td>
      <td class={errors > 0 ? 'number bad' : 'number'}>{errors}</td>
      <td class="number">{milliseconds(row.stats?.invocations ? row.stats.p95Ms : undefined)}</td>
      <td class="number">{row.stats?.workers ?? 0}</td>
      <td title={row.updatedAt}>{ago(row.updatedAt)}</td>
      <td>{row.triggers.map(triggerText).join(', ')}{row.allowUnauthenticated && <span class="tag">open to everybody</span>}</td>
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
  return found.sort((one, other) => {
    const [a, b] = [value(one), value(other)];
    return (a < b ? -1 : a > b ? 1 : 0) * (isDown ? -1 : 1);
  });
}
