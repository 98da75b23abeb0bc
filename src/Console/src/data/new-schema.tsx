import { useEffect, useState } from 'preact/hooks';
import { readJson } from '../model/exact-json.ts';
import { api } from '../model/session.ts';
import { go, guard } from '../model/router.ts';
import { Field, Problem } from '../parts/basics.tsx';
import { Editor } from '../parts/editor.tsx';
import { PageHead } from '../parts/page.tsx';
import { toast } from '../parts/toasts.tsx';
import { useDoing } from '../parts/use-doing.ts';

const template = `{
  "type": "object",
  "properties": {
    "name": { "type": "string", "minLength": 1 },
    "age": { "type": "integer", "minimum": 0 }
  },
  "required": ["name"],
  "additionalProperties": false
}
`;

/** A schema that is being written. */
export function NewSchemaPage() {
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [text, setText] = useState(template);
  const { isBusy, error, run } = useDoing();
  useEffect(() => {
    guard.mayLeave = () => text === template || confirm('Leave without saving the schema?');
    return () => { guard.mayLeave = () => true; };
  }, [text]);

  const save = () => run(async () => {
    const { schema } = await postSchema(name.trim(), description, text);
    guard.mayLeave = () => true;
    toast(`Version ${schema.version} of ${schema.name} is saved.`);
    go(`/schemas/${schema.name}`);
  });
  return (
    <form class="stack" onSubmit={(event) => { event.preventDefault(); void save(); }}>
      <PageHead title="New schema" above={['/schemas', 'Schemas']} />
      <div class="two">
        <Field label="Name" hint="In kebab-case: user-profile. A name that is there already gets a next version."><input required autofocus maxLength={128} value={name} onInput={(event) => setName(event.currentTarget.value)} /></Field>
        <Field label="Description"><input maxLength={1024} value={description} onInput={(event) => setDescription(event.currentTarget.value)} /></Field>
      </div>
      <Editor label="Schema" language="json" value={text} onChange={setText} onSave={() => void save()} />
      <Problem error={error} />
      <div class="row"><button type="submit" class="primary" disabled={isBusy || name.trim() === ''}>Save</button></div>
    </form>
  );
}

export async function postSchema(name: string, description: string, text: string): Promise<{ schema: { name: string; version: number } }> {
  return await api().send('POST', '/schemas', { name, ...(description ? { description } : {}), schema: readJson(text) });
}
