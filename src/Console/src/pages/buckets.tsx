import { useState } from 'preact/hooks';
import { ago, bytes } from '../model/format.ts';
import { api, can } from '../model/session.ts';
import { go } from '../model/router.ts';
import { Field, Late, Link, Problem } from '../parts/basics.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { NamedOnly } from '../parts/named-only.tsx';
import { Empty, PageHead, Pill } from '../parts/page.tsx';
import { toast } from '../parts/toasts.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { BucketPage } from '../data/bucket.tsx';
import type { PageProps } from '../app.tsx';
import type { Bucket } from '../model/stored.ts';

/** All buckets, or one. */
export function BucketsPage({ below: [name] }: PageProps) {
  if (name) return <BucketPage key={name} name={name} />;
  return can('storage.read') ? <AllBuckets /> : <NamedOnly title="Buckets" things="buckets" permission="storage.bucket.read" place="/buckets" />;
}

function AllBuckets() {
  const [isMaking, setMaking] = useState(false);
  const { value, error, reload } = useLoaded((signal) => api().get<{ buckets: Bucket[] }>('/storage/buckets', signal), [], 10_000);
  const mayCreate = can('storage.bucket.create');
  return (
    <>
      <PageHead title="Buckets" lead={<>Files of any kind and size. Functions reach a bucket by the binding <code>storage</code>; the objects of a public one everybody may read.</>}>
        {mayCreate && <button type="button" class="primary" onClick={() => setMaking(true)}>New bucket</button>}
      </PageHead>
      <Problem error={error} retry={reload} />
      {!value ? !error && <Late>Loading buckets…</Late> : value.buckets.length === 0 ? (
        <Empty title="No buckets yet">
          <p>Make a bucket, and put files into it here, by the HTTP API, or from a function.</p>
          {mayCreate && <button type="button" class="primary" onClick={() => setMaking(true)}>Make the first one</button>}
        </Empty>
      ) : (
        <div class="scroll"><table>
          <thead><tr><th scope="col">Name</th><th scope="col">Who may read</th><th scope="col" class="number">Objects</th><th scope="col" class="number">Size</th><th scope="col" class="aside">Made</th></tr></thead>
          <tbody>{value.buckets.map((bucket) => (
            <tr key={bucket.name}>
              <th scope="row"><Link to={`/buckets/${bucket.name}`}>{bucket.name}</Link></th>
              <td><Access isPublic={bucket.public} /></td>
              <td class="number">{bucket.objects.toLocaleString('en')}</td><td class="number">{bytes(bucket.bytes)}</td><td class="stamp aside" title={bucket.createdAt}>{ago(bucket.createdAt)}</td>
            </tr>
          ))}</tbody>
        </table></div>
      )}
      {isMaking && <NewBucket onClose={() => setMaking(false)} />}
    </>
  );
}

export function Access({ isPublic }: { isPublic: boolean }) {
  return <Pill {...(isPublic ? { kind: 'care' as const } : {})}>{isPublic ? 'public' : 'private'}</Pill>;
}

function NewBucket({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [isPublic, setPublic] = useState(false);
  const make = async () => {
    await api().send('POST', `/storage/buckets/${encodeURIComponent(name.trim())}`, { public: isPublic });
    toast(`The bucket ${name.trim()} is made.`);
    go(`/buckets/${encodeURIComponent(name.trim())}`);
  };
  return (
    <FormDialog title="New bucket" action="Create" isReady={name.trim() !== ''} onSubmit={make} onClose={onClose}>
      <Field label="Name" hint="Letters, digits, '.', '_' and '-'."><input autofocus maxLength={128} value={name} onInput={(event) => setName(event.currentTarget.value)} /></Field>
      <label class="check"><input type="checkbox" checked={isPublic} onChange={(event) => setPublic(event.currentTarget.checked)} /> Public: everybody may read its objects, without a key</label>
    </FormDialog>
  );
}
