import { useEffect, useState } from 'preact/hooks';
import { api, can } from '../model/session.ts';
import { go } from '../model/router.ts';
import { Confirm, Late, Link, Problem } from '../parts/basics.tsx';
import { toast } from '../parts/toasts.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { Overview } from '../function/overview.tsx';
import { CodeTab } from '../function/code.tsx';
import { TestTab } from '../function/test.tsx';
import { LogsTab } from '../function/logs.tsx';
import { SettingsTab } from '../function/settings.tsx';
import { BindingsTab } from '../function/bindings.tsx';
import { VersionsTab } from '../function/versions.tsx';
import type { FunctionConfig } from '../model/types.ts';

export interface TabProps { config: FunctionConfig; reload: () => void }

const tabs = [
  { id: 'overview', title: 'Overview', View: Overview },
  { id: 'code', title: 'Code', View: CodeTab },
  { id: 'test', title: 'Test', View: TestTab },
  { id: 'logs', title: 'Logs', View: LogsTab },
  { id: 'settings', title: 'Settings', View: SettingsTab },
  { id: 'bindings', title: 'Bindings', View: BindingsTab },
  { id: 'versions', title: 'Versions', View: VersionsTab },
];

/** One function, tab by tab. */
export function FunctionPage({ id, tab }: { id: string; tab: string }) {
  const { value, error, reload } = useLoaded((signal) => api().get<{ function: FunctionConfig }>(`/functions/${encodeURIComponent(id)}/config`, signal), [id]);
  const [isLeaving, setLeaving] = useState(false);
  const chosen = tabs.find((one) => one.id === tab) ?? tabs[0]!;
  const config = value?.function;
  useEffect(() => { document.title = `${config?.name ?? 'Function'}: ${chosen.title} · MolnOS Sandbox`; }, [config?.name, chosen.title]);

  if (!config) return error ? <Problem error={error} retry={reload} /> : <Late>Loading the function…</Late>;
  const remove = async () => {
    setLeaving(false);
    try {
      await api().send('DELETE', `/functions/${config.id}`);
      toast(`${config.name} is deleted.`);
      go('/functions');
    } catch (cause) {
      toast(cause instanceof Error ? cause.message : String(cause));
    }
  };
  return (
    <>
      <p class="trail"><Link to="/functions">Functions</Link></p>
      <div class="row title">
        <h1>{config.name} <span class="tag">version {config.version}</span></h1>
        {can('functions.delete') && <button type="button" class="danger" onClick={() => setLeaving(true)}>Delete</button>}
      </div>
      <nav class="tabs" aria-label={config.name}>
        {tabs.map((one) => <Link key={one.id} to={`/functions/${config.id}${one.id === 'overview' ? '' : `/${one.id}`}`} current={one === chosen}>{one.title}</Link>)}
      </nav>
      <Problem error={error} retry={reload} />
      <chosen.View config={config} reload={reload} />
      {isLeaving && (
        <Confirm title={`Delete ${config.name}?`} text="Its code, all its versions and its log go too. This cannot be taken back." action="Delete"
          onYes={() => void remove()} onNo={() => setLeaving(false)} />
      )}
    </>
  );
}
