import { useState } from 'preact/hooks';
import { ApiError } from '../model/api.ts';
import { indent, readJson } from '../model/exact-json.ts';
import { api } from '../model/session.ts';
import { Field } from '../parts/basics.tsx';
import { Editor } from '../parts/editor.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { toast } from '../parts/toasts.tsx';
import type { Item } from '../model/stored.ts';

/** One item to look at, change or add. It is written only over the version that was read. */
export function ItemDialog({ table, item, mayWrite, onSaved, onClose }: { table: string; item?: Item; mayWrite: boolean; onSaved: () => void; onClose: () => void }) {
  const [key, setKey] = useState(item?.key ?? '');
  const was = item ? indent(item.value) : '{\n  \n}';
  const [text, setText] = useState(was);
  const [version, setVersion] = useState(item?.version ?? 0);
  const [theirs, setTheirs] = useState<Item | undefined>();

  const save = async () => {
    try {
      await api().send('POST', '/databases/update', { tableName: table, key, value: readJson(text), ifVersion: version });
    } catch (cause) {
      throw await inWords(cause);
    }
    toast(`${key} is saved.`);
    onSaved();
  };
  /** A conflict shows what stands there now; saving again then replaces that, knowingly. */
  const inWords = async (cause: unknown) => {
    if (cause instanceof ApiError && cause.status === 404 && item) {
      setVersion(0);
      return new Error('Somebody deleted this item after you opened it. Nothing was saved. Save again to make it anew.');
    }
    if (!(cause instanceof ApiError) || cause.status !== 409) return cause;
    const query = new URLSearchParams({ from: key, limit: '1' });
    const { items: [now] } = await api().getExactly<{ items: Item[] }>(`/databases/tables/${encodeURIComponent(table)}/items?${query}`);
    if (now?.key !== key) return cause;
    if (!item) return new Error('There is an item with this key already. Choose another key, or edit that one.');
    setTheirs(now);
    setVersion(now.version);
    return new Error('Somebody else changed this item after you opened it. Nothing was saved: their value is shown below. Save again to replace it by yours.');
  };

  return (
    <FormDialog title={item ? `${mayWrite ? 'Edit' : 'The item'} ${item.key}` : `New item in ${table}`} {...(mayWrite ? { action: theirs ? 'Replace theirs' : 'Save', onSubmit: save } : {})} isWide isReady={key !== ''} isChanged={mayWrite && text !== was} onClose={onClose}>
      {!item && <Field label="Key"><input autofocus maxLength={1024} spellcheck={false} value={key} onInput={(event) => setKey(event.currentTarget.value)} /></Field>}
      <div class="field"><span>Value, as JSON</span><Editor label="Value" language="json" value={text} isReadOnly={!mayWrite} onChange={setText} /></div>
      {theirs && <div class="field"><span>Their value, version {theirs.version}</span><pre class="body" tabIndex={0}>{indent(theirs.value)}</pre></div>}
    </FormDialog>
  );
}
