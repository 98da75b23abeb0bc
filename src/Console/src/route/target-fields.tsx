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
  const addresses = Object.values(upstreams.destinations).map((one) => one.address).join('\n');
  const { loadBalancing, timeoutMs, healthCheck, ...others } = upstreams;
  const health = healthCheck?.active?.path ?? '';
  // A server that stays keeps its name and what else is said of it.
  const readAddresses = (text: string) => {
    const known = new Map(Object.entries(upstreams.destinations).map(([name, one]) => [one.address, { name, one }]));
    const used = new Set(Object.keys(upstreams.destinations));
    const fresh = () => { let index = 1; while (used.has(`server${index}`)) index++; used.add(`server${index}`); return `server${index}`; };
    const wanted = [...new Set(text.split(/\s+/).filter((line) => line !== ''))];
    onChange({ ...upstreams, destinations: Object.fromEntries(wanted.map((address) => { const found = known.get(address); return found ? [found.name, found.one] : [fresh(), { address }]; })) });
  };
  return (
    <>
      <Field label="Addresses" hint="One on a line. They may be such as only this machine reaches.">
        <textarea required rows={3} spellcheck={false} placeholder={'http://10.0.0.5:8080/'} value={addresses} onChange={(event) => readAddresses(event.currentTarget.value)} />
      </Field>
      <div class="two">
        <Field label="Which of them">
          <select value={loadBalancing ?? ''} onChange={(event) => onChange({ ...others, ...(event.currentTarget.value ? { loadBalancing: event.currentTarget.value } : {}), ...(timeoutMs ? { timeoutMs } : {}), ...(healthCheck ? { healthCheck } : {}) })}>
            {Object.entries(balancing).map(([id, title]) => <option key={id} value={id}>{title}</option>)}
          </select>
        </Field>
        <Field label="Ask for its health at" hint="A path; a server that does not answer well is left out.">
          <input spellcheck={false} placeholder="/health" value={health} onChange={(event) => onChange({ ...upstreams, ...setHealth(upstreams, event.currentTarget.value) })} />
        </Field>
      </div>
      <Field label="Silent for at most (ms)" hint="100000 when empty."><input class="short" type="number" min={1} max={86400000} value={timeoutMs ?? ''} onChange={(event) => onChange({ ...others, ...(loadBalancing ? { loadBalancing } : {}), ...(healthCheck ? { healthCheck } : {}), ...(event.currentTarget.value ? { timeoutMs: event.currentTarget.valueAsNumber } : {}) })} /></Field>
    </>
  );
}

function setHealth({ healthCheck = {} }: Upstreams, path: string): Pick<Upstreams, 'healthCheck'> {
  const { active, ...rest } = healthCheck;
  return { healthCheck: path ? { ...rest, active: { ...active, path } } : rest };
}
