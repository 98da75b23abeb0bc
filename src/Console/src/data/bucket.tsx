import { useState } from 'preact/hooks';
import { ago, bytes } from '../model/format.ts';
import { api, can } from '../model/session.ts';
import { go } from '../model/router.ts';
import { Copy, Field, Problem } from '../parts/basics.tsx';
import { FormDialog, RemoveDialog } from '../parts/dialog.tsx';
import { Empty, PagedTable, PageHead } from '../parts/page.tsx';
import { toast } from '../parts/toasts.tsx';
import { useDoing } from '../parts/use-doing.ts';
import { useLoaded } from '../parts/use-loaded.ts';
import { usePages } from '../parts/use-pages.ts';
import { useSettled } from '../parts/use-settled.ts';
import { Access } from '../pages/buckets.tsx';
import { UploadDialog } from './upload.tsx';
import type { Bucket, StoredObject } from '../model/stored.ts';

const pageSize = 100;

type Open = 'upload' | 'public' | 'remove' | StoredObject;

/** The objects of one bucket. */
export function BucketPage({ name }: { name: string }) {
  const [prefix, setPrefix] = useState('');
  const [open, setOpen] = useState<Open | undefined>();
  const settled = useSettled(prefix);
  const download = useDoing();
  const address = `/storage/buckets/${encodeURIComponent(name)}`;
  const about = useLoaded((signal) => api().get<Bucket>(address, signal), [name]);
  const pages = usePages(async (cursor, signal) => {
    const query = new URLSearchParams({ limit: String(pageSize), ...(settled ? { prefix: settled } : {}), ...(cursor ? { cursor } : {}) });
    const { objects, cursor: next } = await api().get<{ objects: StoredObject[]; cursor?: string }>(`${address}/objects?${query}`, signal);
    return { rows: objects, cursor: next };
  }, [name, settled]);
  const [mayWrite, mayUpdate, mayDelete] = [can(`storage.bucket.write:${name}`), can(`storage.bucket.update:${name}`), can(`storage.bucket.delete:${name}`)];
  const isPublic = about.value?.public ?? false;
  const refresh = () => {
    pages.reload();
    about.reload();
  };
  const addressOf = (key: string) => `${address}/objects/${key.split('/').map(encodeURIComponent).join('/')}`;
  const publish = async () => {
    await api().send('PATCH', address, { public: !isPublic });
    toast(`${name} is ${isPublic ? 'private' : 'public'}.`);
    about.reload();
  };
  const removeObject = async ({ key }: StoredObject) => {
    await api().send('DELETE', `${address}/objects`, { key });
    toast(`${key} is deleted.`);
    refresh();
  };
  const removeBucket = async () => {
    await api().send('DELETE', `${address}?force=true`);
    toast(`The bucket ${name} is deleted.`);
    go('/buckets');
  };

  return (
    <>
      <PageHead title={name} above={['/buckets', 'Buckets']} mark={about.value && <Access isPublic={isPublic} />} lead={about.value ? `${about.value.objects.toLocaleString('en')} object${about.value.objects === 1 ? '' : 's'}, ${bytes(about.value.bytes)}` : '\u00a0'}>
        {mayDelete && <button type="button" class="danger" onClick={() => setOpen('remove')}>Delete bucket</button>}
        {mayUpdate && <button type="button" disabled={!about.value} onClick={() => setOpen('public')}>{isPublic ? 'Make private' : 'Make public'}</button>}
        {mayWrite && <button type="button" class="primary" onClick={() => setOpen('upload')}>Upload</button>}
      </PageHead>
      <div class="filters">
        <Field label="Keys that begin with"><input type="search" spellcheck={false} placeholder="pictures/" value={prefix} onInput={(event) => setPrefix(event.currentTarget.value)} /></Field>
        <button type="button" onClick={refresh}>Read again</button>
      </div>
      <Problem error={download.error} />
      <PagedTable label="Objects" pages={pages} columns={[{ title: 'Key' }, { title: 'Type', class: 'aside' }, { title: 'Size', class: 'number' }, { title: 'Written', class: 'aside' }, { title: 'Actions', isHidden: true }]}
        empty={settled ? <Empty title="No such object"><p>No key of this bucket begins with <code>{settled}</code>.</p></Empty>
          : <Empty title="The bucket is empty"><p>{mayWrite ? 'Upload files here, or let a function put them.' : 'Nobody has put anything here yet.'}</p></Empty>}>
        {(object) => (
          <tr key={object.key}>
            <th scope="row" class="key"><code>{object.key}</code></th>
            <td class="aside">{object.type}</td><td class="number">{bytes(object.size)}</td><td class="stamp aside" title={object.lastModified}>{ago(object.lastModified)}</td>
            <td class="actions">
              {isPublic && <Copy text={location.origin + addressOf(object.key)} label={`the address of ${object.key}`} />}
              <button type="button" class="quiet" aria-label={`Download ${object.key}`} disabled={download.isBusy} onClick={() => void download.run(() => save(addressOf(object.key), object.key))}>Download</button>
              {mayWrite && <button type="button" class="quiet bad" aria-label={`Delete ${object.key}`} onClick={() => setOpen(object)}>Delete</button>}
            </td>
          </tr>
        )}
      </PagedTable>
      {open === 'upload' && <UploadDialog address={address} under={prefix} onDone={refresh} onClose={() => setOpen(undefined)} />}
      {open === 'public' && (
        <FormDialog title={isPublic ? `Make ${name} private?` : `Make ${name} public?`} action={isPublic ? 'Make private' : 'Make public'} onSubmit={publish} onClose={() => setOpen(undefined)}>
          <p>{isPublic ? 'From then on its objects are read with a key alone. Links that people have stop working.' : 'From then on everybody who knows or guesses a key may read that object, without signing in. Listing stays yours.'}</p>
        </FormDialog>
      )}
      {open === 'remove' && <RemoveDialog title={`Delete the bucket ${name}?`} text="All its objects go too, for good." typed={name} onRemove={removeBucket} onClose={() => setOpen(undefined)} />}
      {typeof open === 'object' && <RemoveDialog title={`Delete ${open.key}?`} text="The object goes for good." onRemove={() => removeObject(open)} onClose={() => setOpen(undefined)} />}
    </>
  );
}

/** Saves an object as a file. It comes by the token, so it goes through the page: as bytes to keep, never as a page to open. */
async function save(address: string, key: string): Promise<void> {
  const response = await api().bytes('GET', address);
  const url = URL.createObjectURL(new Blob([await response.blob()], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = key.slice(key.lastIndexOf('/') + 1) || 'object';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
