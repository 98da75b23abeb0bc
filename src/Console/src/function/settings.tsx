import { useState } from 'preact/hooks';
import { api, can } from '../model/session.ts';
import { Field, Problem } from '../parts/basics.tsx';
import { toast } from '../parts/toasts.tsx';
import { EnvEditor, envOf, envRows } from './env.tsx';
import { RateEditor } from './rate.tsx';
import { TriggerEditor } from './triggers.tsx';
import type { TabProps } from '../pages/function.tsx';
import type { FunctionInfo, Rate, Trigger } from '../model/types.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** Who may call it, when it runs, what it may use. Saving deploys the next version with the same code. */
export function SettingsTab({ config, reload }: TabProps) {
  const [allowed, setAllowed] = useState<string[]>(config.methods ?? []);
  const [triggers, setTriggers] = useState<Trigger[]>(config.triggers);
  const [isOpen, setOpen] = useState(config.allowUnauthenticated);
  const [passesHeaders, setPassesHeaders] = useState(config.passAllHeaders);
  const [limits, setLimits] = useState({ timeoutMs: config.limits.timeoutMs, memoryMb: config.limits.memoryMb, concurrency: config.limits.concurrency, maxWorkers: config.limits.maxWorkers, minWorkers: config.limits.minWorkers });
  const [cpu, setCpu] = useState(config.limits.cpu?.toString() ?? '');
  const [rate, setRate] = useState<Rate | undefined>(config.limits.rate);
  const [env, setEnv] = useState(() => envRows(config.env));
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const mayWrite = can('functions.update');

  const save = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const change: Record<string, unknown> = { methods: allowed, triggers, allowUnauthenticated: isOpen, passAllHeaders: passesHeaders };
      const changed: Record<string, unknown> = Object.fromEntries(Object.entries(limits).filter(([name, value]) => config.limits[name as keyof typeof limits] !== value));
      if (cpu !== (config.limits.cpu?.toString() ?? '')) changed['cpu'] = cpu === '' ? null : Number(cpu);
      if (JSON.stringify(rate) !== JSON.stringify(config.limits.rate)) changed['rate'] = rate ?? null;
      if (Object.keys(changed).length > 0) change['limits'] = changed;
      const wanted = envOf(env, config.env);
      if (wanted) change['env'] = wanted;
      const { function: next } = await api().send<{ function: FunctionInfo }>('PUT', `/functions/${config.id}`, change);
      toast(`Version ${next.version} is deployed.`);
      reload();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  const limit = (name: keyof typeof limits, label: string, hint: string, least: number, most: number) => (
    <Field label={label} hint={hint}>
      <input type="number" required min={least} max={most} value={limits[name]} onInput={(event) => setLimits({ ...limits, [name]: event.currentTarget.valueAsNumber })} />
    </Field>
  );

  return (
    <form class="stack" onSubmit={(event) => { event.preventDefault(); void save(); }}>
      <fieldset disabled={!mayWrite} class="stack">
        <section class="panel"><h2>When it runs</h2><TriggerEditor triggers={triggers} onChange={setTriggers} /></section>
        <section class="panel">
          <h2>Who may call it</h2>
          <label class="check"><input type="checkbox" checked={isOpen} onChange={(event) => setOpen(event.currentTarget.checked)} /> Everybody, without a key</label>
          <label class="check"><input type="checkbox" checked={passesHeaders} onChange={(event) => setPassesHeaders(event.currentTarget.checked)} /> It sees all headers of a request, those with secrets too</label>
          <fieldset class="row"><legend>Methods (none chosen: all)</legend>
            {methods.map((method) => (
              <label class="check" key={method}><input type="checkbox" checked={allowed.includes(method)}
                onChange={(event) => setAllowed(event.currentTarget.checked ? [...allowed, method] : allowed.filter((one) => one !== method))} /> {method}</label>
            ))}
          </fieldset>
        </section>
        <section class="panel">
          <h2>What it may use</h2>
          <div class="grid">
            {limit('timeoutMs', 'Time a call, in ms', 'A call that takes longer is answered 504.', 100, 900_000)}
            {limit('memoryMb', 'Memory a worker, in MiB', 'A worker that takes more is ended.', 32, 4096)}
            {limit('concurrency', 'Calls at once a worker', '1 serves one after the other.', 1, 1000)}
            {limit('maxWorkers', 'Workers at most', 'Calls beyond what they can take wait.', 1, 64)}
            {limit('minWorkers', 'Workers kept ready', '0 lets them all go when nobody calls.', 0, 16)}
            <Field label="Processors a worker" hint="Left empty, as much as is free.">
              <input type="number" min="0.05" max="64" step="any" value={cpu} onInput={(event) => setCpu(event.currentTarget.value)} />
            </Field>
          </div>
          <RateEditor rate={rate} onChange={setRate} />
        </section>
        <section class="panel"><h2>Environment</h2><EnvEditor rows={env} onChange={setEnv} /></section>
      </fieldset>
      <Problem error={error} />
      {mayWrite ? <div class="row"><button type="submit" class="primary" disabled={isBusy}>Save and deploy</button></div> : <p class="faint">You may read these settings, and not change them.</p>}
    </form>
  );
}
