import { useEffect, useState } from 'preact/hooks';
import { api } from '../model/session.ts';
import { go, guard } from '../model/router.ts';
import { Field, Problem } from '../parts/basics.tsx';
import { toast } from '../parts/toasts.tsx';
import { Editor } from '../parts/editor.tsx';
import { loadErrorLine } from '../function/load-error.ts';
import type { FunctionInfo } from '../model/types.ts';

const template = `export async function handler(request, context) {
  console.log('called by', request.method, request.path);
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: { message: \`Hello, \${request.query.name ?? 'world'}!\` },
  };
}
`;

/** Name, code, deploy. */
export function NewFunctionPage() {
  const [name, setName] = useState('');
  const [code, setCode] = useState(template);
  const [isOpen, setOpen] = useState(false);
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    document.title = 'New function · MolnOS Sandbox';
    guard.mayLeave = () => code === template || confirm('Leave without deploying what you wrote?');
    return () => { guard.mayLeave = () => true; };
  }, [code]);

  const deploy = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const { function: made } = await api().send<{ function: FunctionInfo }>('POST', '/functions/deploy', { name: name.trim(), code, allowUnauthenticated: isOpen });
      guard.mayLeave = () => true;
      toast(`${made.name} is deployed.`);
      go(`/functions/${made.id}/test`);
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  };

  return (
    <form class="stack" onSubmit={(event) => { event.preventDefault(); void deploy(); }}>
      <h1>New function</h1>
      <Field label="Name" hint="Letters, digits, '.', '_' and '-'.">
        <input required autofocus maxLength={128} value={name} onInput={(event) => setName(event.currentTarget.value)} />
      </Field>
      <label class="check"><input type="checkbox" checked={isOpen} onChange={(event) => setOpen(event.currentTarget.checked)} /> Everybody may call it, without a key</label>
      <Editor label="Code" value={code} onChange={setCode} onSave={() => void deploy()} errorLine={loadErrorLine(error)} />
      <Problem error={error} />
      <div class="row"><button type="submit" class="primary" disabled={isBusy || name.trim() === ''}>Deploy</button></div>
    </form>
  );
}
