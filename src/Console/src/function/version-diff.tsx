import { api } from '../model/session.ts';
import { Diff } from '../parts/diff.tsx';
import { Late, Problem } from '../parts/basics.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import type { FunctionConfig, Version } from '../model/types.ts';

interface Props { id: string; versions: Version[]; from: number; to: number; onChange: (from: number, to: number) => void; onRollBack?: () => void; onClose: () => void }

/** What is different between two versions, in code and in settings. */
export function VersionDiff({ id, versions, from, to, onChange, onRollBack, onClose }: Props) {
  const { value, error, reload } = useLoaded((signal) => Promise.all([read(id, from, signal), read(id, to, signal)]), [id, from, to]);
  const choice = (label: string, chosen: number, choose: (version: number) => void) => (
    <label>{label} <select value={chosen} onChange={(event) => choose(Number(event.currentTarget.value))}>{versions.map((one) => <option key={one.version} value={one.version}>{one.version}{one.current ? ' (runs now)' : ''}</option>)}</select></label>
  );
  const [before, after] = value ?? [];
  const isCurrent = before?.version === from && after?.version === to;
  return (
    <section class="panel" aria-labelledby="diff-title">
      <div class="row title">
        <h2 id="diff-title">What changed</h2>
        <div class="row">
          {choice('From', from, (version) => onChange(version, to))}
          {choice('to', to, (version) => onChange(from, version))}
          {onRollBack && <button type="button" onClick={onRollBack}>Roll back to {from}</button>}
          <button type="button" class="quiet" onClick={onClose}>Close</button>
        </div>
      </div>
      <Problem error={error} retry={reload} />
      {!before || !after || !isCurrent ? !error && <Late>Loading both versions…</Late> : (
        <>
          <h3>Code</h3>
          {before.code === after.code ? <p class="faint">The code is the same.</p> : <Diff label="Changes of the code" before={before.code} after={after.code} language="javascript" />}
          <h3>Settings</h3>
          {settingsOf(before) === settingsOf(after) ? <p class="faint">The settings are the same; values of secrets cannot be compared.</p> : <Diff label="Changes of the settings" before={settingsOf(before)} after={settingsOf(after)} language="json" />}
        </>
      )}
    </section>
  );
}

async function read(id: string, version: number, signal: AbortSignal): Promise<FunctionConfig> {
  return (await api().get<{ function: FunctionConfig }>(`/functions/${id}/versions/${version}`, signal)).function;
}

/** What a deploy can set, one member a line; what every version has differently is left out. */
function settingsOf(config: FunctionConfig): string {
  const { id: _, code: __, version: ___, createdAt: ____, updatedAt: _____, endpoint: ______, serviceAccountId: _______, ...settings } = config;
  return JSON.stringify(settings, null, 2);
}
