import { useRef, useState } from 'preact/hooks';
import { api, can } from '../model/session.ts';
import { Field } from '../parts/basics.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import type { FunctionInfo } from '../model/types.ts';
import type { Draft, Upstreams } from './route.ts';

const balancing = { '': 'The less busy of two (as when omitted)', RoundRobin: 'One after the other', LeastRequests: 'The least busy', Random: 'Any', FirstAlphabetical: 'The first that is well' };

/** Where the requests of a route go: to a function, or to other servers. */
export function TargetFields({ draft, mayForward, onChange }: { draft: Draft; mayForward: boolean; onChange: (draft: Draft) => void }) {
  const { value } = useLoaded(async (signal) => can('functions.read') ? (await api().get<{ functions: FunctionInfo[] }>('/functions/list', signal)).functions : [], []);
  const isForwarded = draft.upstreams !== undefined;
  const forward = (isWanted: boolean) => onChange(isWanted ? { match: draft.match, order: draft.order, upstreams: { destinations: { a: { address: '' } } } } : { match: draft.match, order: draft.order, function: '' });
  return (
    <section class="panel">
      <h2>Where they go</h2>
      <fieldset><legend class="hidden">Kind of target</legend>
        <div class="row">
          <label class="check"><input type="radio" name="target" checked={!isForwarded} onChange={() => forward(false)} /> A function</label>
          <label class="check"><input type="radio" name="target" checked={isForwarded} disabled={!mayForward} onChange={() => forward(true)} /> Other servers</label>
          {!mayForward && <span class="faint">Other servers take the permission routes.upstreams.write.</span>}
        </div>
      </fieldset>
      {draft.upstreams ? <UpstreamFields upstreams={draft.upstreams} onChange={(upstreams) => onChange({ ...draft, upstreams })} /> : (
        <Field label="Function" hint="Its name or id. A name goes with whatever is deployed under it.">
          <input required spellcheck={false} maxLength={128} list="functions" value={draft.function ?? ''} onInput={(event) => onChange({ ...draft, function: event.currentTarget.value })} />
          <datalist id="functions">{value?.map((one) => <option key={one.id} value={one.name} />)}</datalist>
        </Field>
      )}
    </section>
  );
}

function UpstreamFields({ upstreams, onChange }: { upstreams: Upstreams; onChange: (upstreams: Upstreams) => void }) {
  const was = useRef(upstreams.destinations);
  const [addresses, setAddresses] = useState(Object.values(upstreams.destinations).map((one) => one.address).join('\n'));
  const { loadBalancing, timeoutMs, healthCheck, ...others } = upstreams;
  const set = (change: Partial<Upstreams>) => {
    const next = { loadBalancing, timeoutMs, healthCheck, ...change };
    onChange({ ...others, ...Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined && value !== '')) });
  };
  return (
    <>
      <Field label="Addresses" hint="One on a line. They may be such as only this machine reaches.">
        <textarea required rows={3} spellcheck={false} placeholder={'http://10.0.0.5:8080/'} value={addresses}
          onInput={(event) => { setAddresses(event.currentTarget.value); onChange({ ...upstreams, destinations: destinations(event.currentTarget.value, was.current) }); }} />
      </Field>
      <div class="two">
        <Field label="Which of them">
          <select value={loadBalancing ?? ''} onChange={(event) => set({ loadBalancing: event.currentTarget.value })}>
            {Object.entries(balancing).map(([id, title]) => <option key={id} value={id}>{title}</option>)}
          </select>
        </Field>
        <Field label="Ask for its health at" hint="A path; a server that does not answer well is left out.">
          <input spellcheck={false} placeholder="/health" value={healthCheck?.active?.path ?? ''} onInput={(event) => set({ healthCheck: health(healthCheck, event.currentTarget.value) })} />
        </Field>
      </div>
      <Field label="Silent for at most (ms)" hint="100000 when empty."><input class="short" type="number" min={1} max={86400000} value={timeoutMs ?? ''} onInput={(event) => set({ timeoutMs: event.currentTarget.value === '' ? undefined : event.currentTarget.valueAsNumber })} /></Field>
    </>
  );
}

/** The servers of a list of addresses. One that was there keeps its name and what else is said of it. */
function destinations(text: string, was: Upstreams['destinations']): Upstreams['destinations'] {
  const known = new Map(Object.entries(was).map(([name, one]) => [one.address, name]));
  const taken = new Set(Object.keys(was));
  const fresh = () => {
    let index = 1;
    while (taken.has(`server${index}`)) index++;
    taken.add(`server${index}`);
    return `server${index}`;
  };
  return Object.fromEntries([...new Set(text.split(/\s+/).filter((line) => line !== ''))].map((address) => {
    const name = known.get(address);
    return name === undefined ? [fresh(), { address }] : [name, was[name]!];
  }));
}

function health(was: Upstreams['healthCheck'] = {}, path: string): Upstreams['healthCheck'] {
  const { active, ...rest } = was;
  if (path) return { ...rest, active: { ...active, path } };
  return Object.keys(rest).length > 0 ? rest : undefined;
}
