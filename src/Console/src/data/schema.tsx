import { useEffect, useState } from 'preact/hooks';
import { ago } from '../model/format.ts';
import { indent, readJson } from '../model/exact-json.ts';
import { api, can } from '../model/session.ts';
import { go, guard } from '../model/router.ts';
import { Late, Problem } from '../parts/basics.tsx';
import { RemoveDialog } from '../parts/dialog.tsx';
import { Editor } from '../parts/editor.tsx';
import { PageHead } from '../parts/page.tsx';
import { toast } from '../parts/toasts.tsx';
import { useDoing } from '../parts/use-doing.ts';
import { useLoaded } from '../parts/use-loaded.ts';
import { postSchema } from './new-schema.tsx';
import type { Schema, Validation } from '../model/stored.ts';

interface Answer { schema: Schema; versions: Omit<Schema, 'schema' | 'name'>[] }

/** One schema: its versions, a next one, and data to try against it. */
export function SchemaPage({ name, version }: { name: string; version?: number }) {
  const address = `/schemas/${encodeURIComponent(name)}`;
  const [isLeaving, setLeaving] = useState(false);
  const { value, error, reload } = useLoaded(async (signal) => {
    const newest = await api().getExactly<Answer>(address, signal);
    if (version === undefined || version === newest.schema.version) return newest;
    return { ...newest, schema: (await api().getExactly<{ schema: Schema }>(`${address}/${version}`, signal)).schema };
  }, [name, version]);
  if (!value) return error ? <Problem error={error} retry={reload} /> : <Late>Loading the schema…</Late>;
  const { schema, versions } = value;
  const remove = async () => {
    await api().send('DELETE', address);
    toast(`${name} is deleted.`);
    go('/schemas');
  };
  return (
    <>
      <PageHead title={name} above={['/schemas', 'Schemas']} mark={<span class="tag">version {schema.version}</span>} lead={schema.description || '\u00a0'}>
        <label class="check"><span class="hidden">Version</span>
          <select value={schema.version} onChange={(event) => go(`/schemas/${name}/${event.currentTarget.value}`)}>
            {versions.map((one) => <option key={one.version} value={one.version}>Version {one.version}, {ago(one.createdAt)} by {one.createdBy}</option>)}
          </select>
        </label>
        {can(`schemas.schema.delete:${name}`) && <button type="button" class="danger" onClick={() => setLeaving(true)}>Delete schema</button>}
      </PageHead>
      <Problem error={error} retry={reload} />
      <div class="two">
        <Text key={schema.version} schema={schema} newest={versions[0]!.version} onSaved={(made) => { if (version === undefined) reload(); else go(`/schemas/${name}/${made}`); }} />
        <Trial address={address} version={schema.version} />
      </div>
      {isLeaving && <RemoveDialog title={`Delete the schema ${name}?`} text="All its versions go too, for good. Functions that validate by it are refused from then on." typed={name} onRemove={remove} onClose={() => setLeaving(false)} />}
    </>
  );
}

/** The text of a version; changed, it becomes the next one. */
function Text({ schema, newest, onSaved }: { schema: Schema; newest: number; onSaved: (version: number) => void }) {
  const was = indent(schema.schema);
  const [text, setText] = useState(was);
  const { isBusy, error, run } = useDoing();
  const mayChange = can('schemas.create');
  const isChanged = text !== was;
  useEffect(() => {
    guard.mayLeave = () => !isChanged || confirm('Leave without saving the schema?');
    return () => { guard.mayLeave = () => true; };
  }, [isChanged]);
  const save = () => run(async () => {
    const { schema: made } = await postSchema(schema.name, schema.description, text);
    guard.mayLeave = () => true;
    toast(`Version ${made.version} of ${made.name} is saved.`);
    onSaved(made.version);
  });
  return (
    <section class="panel tall">
      <h2>Schema</h2>
      <Editor label="Schema" language="json" value={text} isReadOnly={!mayChange} onChange={setText} onSave={() => void save()} />
      <Problem error={error} />
      {mayChange && <div class="row"><button type="button" class="primary" disabled={isBusy || !isChanged} onClick={() => void save()}>Save as version {newest + 1}</button></div>}
    </section>
  );
}

/** Data to hold against the version that is shown. */
function Trial({ address, version }: { address: string; version: number }) {
  const [text, setText] = useState('{\n  "name": "Ada"\n}\n');
  const [verdict, setVerdict] = useState<Validation | undefined>();
  const { isBusy, error, run } = useDoing();
  const validate = () => run(async () => {
    setVerdict(undefined);
    setVerdict(await api().send<Validation>('POST', `${address}/validate`, { data: readJson(text), version }));
  });
  return (
    <section class="panel tall">
      <h2>Try data against it</h2>
      <Editor label="Data" language="json" value={text} onChange={(next) => { setText(next); setVerdict(undefined); }} onSave={() => void validate()} />
      <Problem error={error} />
      <div class="row"><button type="button" class="primary" disabled={isBusy} onClick={() => void validate()}>Validate</button>
        <p role="status">{verdict && (verdict.valid ? <strong class="good">Valid by version {verdict.version}.</strong> : <strong class="bad">Not valid: {verdict.errors.length} {verdict.errors.length === 1 ? 'fault' : 'faults'}.</strong>)}</p>
      </div>
      {verdict && !verdict.valid && <ul>{verdict.errors.map((fault) => <li><code>{fault.path || 'the whole value'}</code> {fault.message}</li>)}</ul>}
    </section>
  );
}
