import { useState } from 'preact/hooks';
import { api, can } from '../model/session.ts';
import { ago } from '../model/format.ts';
import { Confirm, Late, Problem } from '../parts/basics.tsx';
import { toast } from '../parts/toasts.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { VersionDiff } from './version-diff.tsx';
import type { TabProps } from '../pages/function.tsx';
import type { FunctionInfo, Version } from '../model/types.ts';

/** The kept versions, and the way back to one. */
export function VersionsTab({ config, reload }: TabProps) {
  const { value, error, reload: again } = useLoaded((signal) => api().get<{ versions: Version[] }>(`/functions/${config.id}/versions`, signal), [config.id, config.version]);
  const [wanted, setWanted] = useState<number>();
  const [failure, setFailure] = useState<unknown>();
  const [compared, setCompared] = useState<{ from: number; to: number }>();
  if (!value) return error ? <Problem error={error} retry={again} /> : <Late>Loading versions…</Late>;

  const rollBack = async (version: number) => {
    setWanted(undefined);
    setCompared(undefined);
    setFailure(undefined);
    try {
      const { function: next } = await api().send<{ function: FunctionInfo }>('POST', `/functions/${config.id}/rollback`, { version });
      toast(`Version ${next.version} is deployed; it equals version ${version}.`);
      reload();
    } catch (cause) {
      setFailure(cause);
    }
  };
  return (
    <div class="stack">
      <Problem error={failure} />
      <div class="scroll"><table class="versions">
        <thead><tr><th scope="col">Version</th><th scope="col">Deployed</th><th scope="col" class="aside">By</th><th scope="col"><span class="hidden">What to do</span></th></tr></thead>
        <tbody>{value.versions.map((one) => (
          <tr key={one.version}>
            <th scope="row">{one.version} {one.current && <span class="tag">runs now</span>}</th>
            <td title={one.createdAt}>{ago(one.createdAt)}</td>
            <td class="aside">{one.createdBy ?? '–'}</td>
            <td class="actions"><div class="row nowrap end">
              {!one.current && <button type="button" aria-pressed={compared?.from === one.version && compared.to === config.version} onClick={() => setCompared({ from: one.version, to: config.version })}>Compare<span class="hidden"> version {one.version} with the one that runs</span></button>}
              {!one.current && can('functions.update') && <button type="button" onClick={() => setWanted(one.version)}>Roll back<span class="hidden"> to {one.version}</span></button>}
            </div></td>
          </tr>
        ))}</tbody>
      </table></div>
      {compared && (
        <VersionDiff id={config.id} versions={value.versions} from={compared.from} to={compared.to} onChange={(from, to) => setCompared({ from, to })} onClose={() => setCompared(undefined)}
          {...(can('functions.update') && compared.from !== config.version ? { onRollBack: () => setWanted(compared.from) } : {})} />
      )}
      {wanted !== undefined && (
        <Confirm title={`Roll back to version ${wanted}?`} text="A next version is deployed that equals it; the versions between stay." action="Roll back"
          onYes={() => void rollBack(wanted)} onNo={() => setWanted(undefined)} />
      )}
    </div>
  );
}
