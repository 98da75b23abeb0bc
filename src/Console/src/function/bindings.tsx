import { useState } from 'preact/hooks';
import { api, can } from '../model/session.ts';
import { Problem } from '../parts/basics.tsx';
import { toast } from '../parts/toasts.tsx';
import { bindingText, services } from './words.ts';
import type { TabProps } from '../pages/function.tsx';
import type { Binding, FunctionInfo, Permission } from '../model/types.ts';

type Extent = 'whole' | 'every' | 'named';

/** Which services the function may reach, and how much of each: the whole service, every resource of it, or those that are named. */
export function BindingsTab({ config, reload }: TabProps) {
  const [bindings, setBindings] = useState<Binding[]>(config.bindings ?? []);
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const mayWrite = can('functions.update');
  const isChanged = JSON.stringify(bindings) !== JSON.stringify(config.bindings ?? []);
  const free = Object.keys(services).filter((service) => !bindings.some((binding) => binding.service === service) && can(`functions.bindings.create:${service}`));

  const save = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const { function: next } = await api().send<{ function: FunctionInfo }>('PUT', `/functions/${config.id}`, { bindings });
      toast(`Version ${next.version} is deployed.`);
      reload();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  const set = (index: number, binding: Binding) => setBindings(bindings.map((one, at) => at === index ? binding : one));

  return (
    <form class="stack" onSubmit={(event) => { event.preventDefault(); void save(); }}>
      <p class="faint">A function reaches the services it is bound to, and nothing else. Code calls them as <code>context.bindings</code>.</p>
      <fieldset disabled={!mayWrite} class="stack">
        {bindings.map((binding, index) => (
          <section class="panel" key={binding.service} aria-label={services[binding.service]?.title ?? binding.service}>
            <div class="row title">
              <h2>{services[binding.service]?.title ?? binding.service}</h2>
              <button type="button" class="quiet" onClick={() => setBindings(bindings.filter((_, at) => at !== index))}>Unbind</button>
            </div>
            {(binding.permissions.length > 0 ? binding.permissions : [{}]).map((permission, at, all) => (
              <PermissionEditor key={at} service={binding.service} permission={permission} onChange={(next) => set(index, { ...binding, permissions: all.map((one, place) => place === at ? next : one) })}
                {...(all.length > 1 ? { onRemove: () => set(index, { ...binding, permissions: all.filter((_, place) => place !== at) }) } : {})} />
            ))}
            <button type="button" class="quiet" onClick={() => set(index, { ...binding, permissions: [...binding.permissions, { resource: services[binding.service]!.resource, targets: [''] }] })}>Add another rule</button>
            <ul class="words">{bindingText(binding).map((text) => <li key={text}>{text}</li>)}</ul>
          </section>
        ))}
      </fieldset>
      {mayWrite && free.length > 0 && (
        <div class="row"><span class="label">Bind to</span>{free.map((service) => (
          <button type="button" key={service} onClick={() => setBindings([...bindings, { service, permissions: [{ resource: services[service]!.resource, actions: services[service]!.actions.slice(0, 1), targets: [''] }] }])}>{services[service]!.title}</button>
        ))}</div>
      )}
      {bindings.length === 0 && <p class="faint">It is bound to no service.</p>}
      <Problem error={error} />
      {mayWrite && <div class="row"><button type="submit" class="primary" disabled={!isChanged || isBusy}>Save and deploy</button></div>}
    </form>
  );
}

function PermissionEditor({ service, permission, onChange, onRemove }: { service: string; permission: Permission; onChange: (next: Permission) => void; onRemove?: () => void }) {
  const known = services[service]!;
  const extent: Extent = permission.targets ? 'named' : permission.resource ? 'every' : 'whole';
  const actions = permission.actions ?? known.actions;
  const choose = (next: Extent) => {
    const { resource: _, targets: __, ...rest } = permission;
    onChange(next === 'whole' ? rest : next === 'every' ? { ...rest, resource: known.resource } : { ...rest, resource: known.resource, targets: permission.targets ?? [''] });
  };
  const toggle = (action: string, isOn: boolean) => {
    const next = known.actions.filter((one) => one === action ? isOn : actions.includes(one));
    onChange({ ...permission, actions: next });
  };
  return (
    <div class="rule">
      <div class="row">
        <label><span class="hidden">How much of {known.title}</span>
          <select value={extent} onChange={(event) => choose(event.currentTarget.value as Extent)}>
            <option value="named">These {known.resource}s</option>
            <option value="every">Every {known.resource}</option>
            <option value="whole">The whole service</option>
          </select>
        </label>
        {extent === 'named' && (
          <label class="grow"><span class="hidden">Names of {known.resource}s</span>
            <input required placeholder={`${known.example}, …`} value={permission.targets!.join(', ')} onChange={(event) => onChange({ ...permission, targets: event.currentTarget.value.split(',').map((name) => name.trim()).filter((name) => name !== '') })} />
          </label>
        )}
        {onRemove && <button type="button" class="quiet" onClick={onRemove}>Remove</button>}
      </div>
      <fieldset class="row"><legend class="hidden">What it may do</legend>
        {known.actions.map((action) => <label class="check" key={action}><input type="checkbox" checked={actions.includes(action)} disabled={actions.length === 1 && actions[0] === action} onChange={(event) => toggle(action, event.currentTarget.checked)} /> {action}</label>)}
      </fieldset>
    </div>
  );
}
