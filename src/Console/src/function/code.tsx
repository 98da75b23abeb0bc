import { useEffect, useState } from 'preact/hooks';
import { api, can } from '../model/session.ts';
import { guard } from '../model/router.ts';
import { Problem } from '../parts/basics.tsx';
import { Editor } from '../parts/editor.tsx';
import { toast } from '../parts/toasts.tsx';
import { loadErrorLine } from './load-error.ts';
import type { TabProps } from '../pages/function.tsx';
import type { FunctionInfo } from '../model/types.ts';

/** Its code; saving deploys the next version, or shows at its line why that does not load. */
export function CodeTab({ config, reload }: TabProps) {
  const [code, setCode] = useState(config.code);
  const [saved, setSaved] = useState(config.code);
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const mayWrite = can('functions.update');
  const isChanged = code !== saved;
  useEffect(() => {
    guard.mayLeave = () => !isChanged || confirm('Leave without saving what you wrote?');
    const before = (event: BeforeUnloadEvent) => { if (isChanged) event.preventDefault(); };
    window.addEventListener('beforeunload', before);
    return () => {
      guard.mayLeave = () => true;
      window.removeEventListener('beforeunload', before);
    };
  }, [isChanged]);

  const save = async () => {
    if (!mayWrite || !isChanged || isBusy) return;
    setBusy(true);
    setError(undefined);
    try {
      const { function: next } = await api().send<{ function: FunctionInfo }>('PUT', `/functions/${config.id}`, { code });
      setSaved(code);
      toast(`Version ${next.version} is deployed.`);
      reload();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };

  return (
    <div class="stack">
      <Editor label="Code" value={code} isReadOnly={!mayWrite} onChange={setCode} onSave={() => void save()} errorLine={loadErrorLine(error)} />
      <Problem error={error} />
      {mayWrite
        ? <div class="row"><button type="button" class="primary" disabled={!isChanged || isBusy} onClick={() => void save()}>Save and deploy</button><span class="faint">{isChanged ? 'Not saved yet. Ctrl+S saves.' : 'This is what runs.'}</span></div>
        : <p class="faint">You may read this code, and not change it.</p>}
    </div>
  );
}
