import { useState } from 'preact/hooks';
import { api, can } from '../model/session.ts';
import { go } from '../model/router.ts';
import { Field, Late, Link, Problem } from '../parts/basics.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { NamedOnly } from '../parts/named-only.tsx';
import { Empty, PageHead } from '../parts/page.tsx';
import { toast } from '../parts/toasts.tsx';
import { useShown } from '../parts/use-shown.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { TablePage } from '../data/table.tsx';
import type { PageProps } from '../app.tsx';
import type { Table } from '../model/stored.ts';

/** All tables, or one. */
export function TablesPage({ below: [name] }: PageProps) {
  if (name) return <TablePage key={name} name={name} />;
  return can('databases.read') ? <AllTables /> : <NamedOnly title="Tables" things="tables" permission="databases.table.read" place="/tables" />;
}

const lead = <>Keys and JSON values. Functions reach a table by the binding <code>databases</code>; the same data is here and in the HTTP API.</>;

function AllTables() {
  const [isMaking, setMaking] = useState(false);
  const { value, error, reload } = useLoaded((signal) => api().get<{ tables: Table[] }>('/databases/tables', signal), [], 10_000);
  const [search, setSearch] = useState('');
  const { shown, more } = useShown(value?.tables.filter((table) => table.name.toLowerCase().includes(search.trim().toLowerCase())) ?? []);
  const mayCreate = can('databases.table.create');
  return (
    <>
      <PageHead title="Tables" lead={lead}>{mayCreate && <button type="button" class="primary" onClick={() => setMaking(true)}>New table</button>}</PageHead>
      <Problem error={error} retry={reload} />
      {!value ? !error && <Late>Loading tables…</Late> : value.tables.length === 0 ? (
        <Empty title="No tables yet">
          <p>A function makes a table with its first write to it.{mayCreate && ' Or make one here, and fill it by hand.'}</p>
          {mayCreate && <button type="button" class="primary" onClick={() => setMaking(true)}>Make the first one</button>}
        </Empty>
      ) : (
        <>
          {value.tables.length > 10 && <label class="search"><span class="hidden">Search tables</span><input type="search" placeholder="Search by name" value={search} onInput={(event) => setSearch(event.currentTarget.value)} /></label>}
          <div class="scroll"><table>
            <thead><tr><th scope="col">Name</th><th scope="col" class="number">Items</th><th scope="col" class="number">Size</th></tr></thead>
            <tbody>{shown.map((table) => (
              <tr key={table.name}>
                <th scope="row"><Link to={`/tables/${encodeURIComponent(table.name)}`}>{table.name}</Link></th>
                <td class="number">{table.items.toLocaleString('en')}</td><td class="number">{table.size}</td>
              </tr>
            ))}</tbody>
          </table></div>
          {shown.length === 0 && <p class="faint">No table has this in its name.</p>}
          {more}
        </>
      )}
      {isMaking && <NewTable onClose={() => setMaking(false)} />}
    </>
  );
}

function NewTable({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const make = async () => {
    await api().send('POST', `/databases/tables/${encodeURIComponent(name.trim())}`);
    toast(`The table ${name.trim()} is made.`);
    go(`/tables/${encodeURIComponent(name.trim())}`);
  };
  return (
    <FormDialog title="New table" action="Create" isReady={name.trim() !== ''} onSubmit={make} onClose={onClose}>
      <Field label="Name" hint="Functions and permissions name it so."><input autofocus maxLength={255} value={name} onInput={(event) => setName(event.currentTarget.value)} /></Field>
    </FormDialog>
  );
}
