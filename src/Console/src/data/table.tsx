import { useState } from 'preact/hooks';
import { api, can } from '../model/session.ts';
import { go } from '../model/router.ts';
import { Field } from '../parts/basics.tsx';
import { RemoveDialog } from '../parts/dialog.tsx';
import { Empty, PagedTable, PageHead } from '../parts/page.tsx';
import { toast } from '../parts/toasts.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { usePages } from '../parts/use-pages.ts';
import { useSettled } from '../parts/use-settled.ts';
import { ItemDialog } from './item.tsx';
import type { Item, Table } from '../model/stored.ts';

const pageSize = 50;
const longestShown = 240;

type Open = { kind: 'item'; item?: Item } | { kind: 'remove-item'; item: Item } | { kind: 'remove-table' };

/** The items of one table. */
export function TablePage({ name }: { name: string }) {
  const [prefix, setPrefix] = useState('');
  const [open, setOpen] = useState<Open | undefined>();
  const settled = useSettled(prefix);
  const address = `/databases/tables/${encodeURIComponent(name)}`;
  const about = useLoaded((signal) => api().get<Table>(address, signal), [name]);
  const pages = usePages(async (cursor, signal) => {
    const query = new URLSearchParams({ limit: String(pageSize), ...(settled ? { prefix: settled } : {}), ...(cursor ? { cursor } : {}) });
    const { items, cursor: next } = await api().getExactly<{ items: Item[]; cursor?: string }>(`${address}/items?${query}`, signal);
    return { rows: items, cursor: next };
  }, [name, settled]);
  const [mayWrite, mayDelete] = [can(`databases.table.write:${name}`), can(`databases.table.delete:${name}`)];
  const refresh = () => {
    pages.reload();
    about.reload();
  };
  const removeItem = async ({ key }: Item) => {
    await api().send('DELETE', `/databases/delete?${new URLSearchParams({ tableName: name, key })}`);
    toast(`${key} is deleted.`);
    refresh();
  };
  const removeTable = async () => {
    await api().send('DELETE', address);
    toast(`The table ${name} is deleted.`);
    go('/tables');
  };

  return (
    <>
      <PageHead title={name} above={['/tables', 'Tables']} lead={about.value ? `${about.value.items.toLocaleString('en')} item${about.value.items === 1 ? '' : 's'}, ${about.value.size}` : '\u00a0'}>
        {mayDelete && <button type="button" class="danger" onClick={() => setOpen({ kind: 'remove-table' })}>Delete table</button>}
        {mayWrite && <button type="button" class="primary" onClick={() => setOpen({ kind: 'item' })}>New item</button>}
      </PageHead>
      <div class="filters">
        <Field label="Keys that begin with"><input type="search" spellcheck={false} value={prefix} onInput={(event) => setPrefix(event.currentTarget.value)} /></Field>
        <button type="button" onClick={refresh}>Read again</button>
      </div>
      <PagedTable label="Items" pages={pages} columns={[{ title: 'Key' }, { title: 'Value' }, { title: 'Version', class: 'number aside' }, { title: 'Actions', isHidden: true }]}
        empty={settled ? <Empty title="No such key"><p>No key of this table begins with <code>{settled}</code>.</p></Empty>
          : <Empty title="The table is empty"><p>{mayWrite ? 'Add an item here, or let a function write one.' : 'No function has written to it yet.'}</p></Empty>}>
        {(item) => (
          <tr key={item.key}>
            <th scope="row" class="key"><code>{item.key}</code></th>
            <td class="wide-cell"><div class="cut"><code>{short(item.value)}</code></div></td>
            <td class="number faint aside">{item.version}</td>
            <td class="actions">
              <button type="button" class="quiet" aria-label={`${mayWrite ? 'Edit' : 'Show'} ${item.key}`} onClick={() => setOpen({ kind: 'item', item })}>{mayWrite ? 'Edit' : 'Show'}</button>
              {mayWrite && <button type="button" class="quiet bad" aria-label={`Delete ${item.key}`} onClick={() => setOpen({ kind: 'remove-item', item })}>Delete</button>}
            </td>
          </tr>
        )}
      </PagedTable>
      {open?.kind === 'item' && <ItemDialog table={name} {...(open.item ? { item: open.item } : {})} mayWrite={mayWrite} onSaved={refresh} onClose={() => setOpen(undefined)} />}
      {open?.kind === 'remove-item' && <RemoveDialog title={`Delete ${open.item.key}?`} text="The item goes for good." onRemove={() => removeItem(open.item)} onClose={() => setOpen(undefined)} />}
      {open?.kind === 'remove-table' && <RemoveDialog title={`Delete the table ${name}?`} text="All its items go too, for good. Functions that write to it make it anew, empty." typed={name} onRemove={removeTable} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}
