import { useState } from 'preact/hooks';
import { ago } from '../model/format.ts';
import { api, can, identity } from '../model/session.ts';
import { Field, Late, Link, Problem } from '../parts/basics.tsx';
import { FormDialog, KeyDialog, RemoveDialog } from '../parts/dialog.tsx';
import { Empty } from '../parts/page.tsx';
import { toast } from '../parts/toasts.tsx';
import { useShown } from '../parts/use-shown.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import type { Account, Role } from './identity.ts';

type Open = { kind: 'new' } | { kind: 'rotate' | 'remove'; account: Account } | { kind: 'key'; name: string; apiKey: string };

/** Accounts with keys, and those of functions. */
export function Accounts() {
  const [open, setOpen] = useState<Open | undefined>();
  const { value, error, reload } = useLoaded((signal) => api().get<{ serviceAccounts: Account[] }>('/identity/service-accounts', signal), []);
  const [mayCreate, mayUpdate, mayDelete] = [can('identity.create'), can('identity.update'), can('identity.delete')];
  const people = value?.serviceAccounts.filter((one) => one.type === 'service-account') ?? [];
  const functions = value?.serviceAccounts.filter((one) => one.type === 'function') ?? [];
  const ofFunctions = useShown(functions);
  const rotate = async (account: Account) => {
    const { apiKey } = await api().send<{ apiKey: string }>('POST', `/identity/service-accounts/${encodeURIComponent(account.id)}/rotate-key`);
    setOpen({ kind: 'key', name: account.name, apiKey });
  };
  const remove = async (account: Account) => {
    await api().send('DELETE', `/identity/service-accounts/${encodeURIComponent(account.id)}`);
    toast(`${account.name} is deleted.`);
    reload();
  };
  const close = () => setOpen(undefined);
  // What asked has closed; the key that it led to stays.
  const closeAsking = () => setOpen((now) => now?.kind === 'key' ? now : undefined);
  if (!value) return error ? <Problem error={error} retry={reload} /> : <Late>Loading accounts…</Late>;
  return (
    <>
      {mayCreate && <div class="row end"><button type="button" class="primary" onClick={() => setOpen({ kind: 'new' })}>New service account</button></div>}
      <Problem error={error} retry={reload} />
      {people.length === 0 ? <Empty title="No service accounts"><p>Make one for each program or person that calls this server.</p></Empty> : (
        <div class="scroll" role="region" aria-label="Service accounts" tabIndex={0}><table>
          <thead><tr><th scope="col">Name</th><th scope="col">Roles</th><th scope="col" class="aside">Made</th><th scope="col"><span class="hidden">Actions</span></th></tr></thead>
          <tbody>{people.map((account) => (
            <tr key={account.id}>
              <th scope="row">{account.name}{account.id === identity.value?.id && <span class="tag">you</span>}{account.description && <div class="faint light">{account.description}</div>}</th>
              <td>{account.roles.join(', ') || <span class="faint">none</span>}</td><td class="stamp aside" title={account.createdAt}>{ago(account.createdAt)}</td>
              <td class="actions">
                {mayUpdate && <button type="button" class="quiet" aria-label={`New key for ${account.name}`} onClick={() => setOpen({ kind: 'rotate', account })}>New key</button>}
                {mayDelete && <button type="button" class="quiet bad" aria-label={`Delete ${account.name}`} onClick={() => setOpen({ kind: 'remove', account })}>Delete</button>}
              </td>
            </tr>
          ))}</tbody>
        </table></div>
      )}
      {functions.length > 0 && (
        <section class="stack"><h2>Accounts of functions</h2>
          <div class="scroll" role="region" aria-label="Accounts of functions" tabIndex={0}><table>
            <thead><tr><th scope="col">Function</th><th scope="col">May</th></tr></thead>
            <tbody>{ofFunctions.shown.map((account) => <tr key={account.id}><th scope="row"><Link to={`/functions/${account.functionId}/bindings`}>{account.name}</Link></th><td>{account.permissions.length === 0 ? <span class="faint">nothing beyond answering</span> : account.permissions.map((one) => <code key={one} class="run">{one}</code>)}</td></tr>)}</tbody>
          </table></div>
          {ofFunctions.more}
        </section>
      )}
      {open?.kind === 'new' && <NewAccount onMade={(name, apiKey) => { reload(); setOpen({ kind: 'key', name, apiKey }); }} onClose={closeAsking} />}
      {open?.kind === 'rotate' && (
        <FormDialog title={`A new key for ${open.account.name}?`} action="Make a new key" onSubmit={() => rotate(open.account)} onClose={closeAsking}>
          <p>The old key is refused from then on.{open.account.id === identity.value?.id && ' It is yours: you sign in again with the new one.'}</p>
        </FormDialog>
      )}
      {open?.kind === 'remove' && <RemoveDialog title={`Delete ${open.account.name}?`} text={`Its key is refused from then on.${open.account.id === identity.value?.id ? ' It is the account that you are signed in with.' : ''}`} typed={open.account.name} onRemove={() => remove(open.account)} onClose={close} />}
      {open?.kind === 'key' && <KeyDialog name={open.name} apiKey={open.apiKey} onClose={close} />}
    </>
  );
}

function NewAccount({ onMade, onClose }: { onMade: (name: string, apiKey: string) => void; onClose: () => void }) {
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [roles, setRoles] = useState<string[]>([]);
  const { value, error } = useLoaded((signal) => api().get<{ roles: Role[] }>('/identity/roles', signal), []);
  const toggle = (id: string) => setRoles(roles.includes(id) ? roles.filter((one) => one !== id) : [...roles, id]);
  const make = async () => {
    const { apiKey } = await api().send<{ apiKey: string }>('POST', '/identity/service-accounts', { name: name.trim(), roles, ...(description.trim() ? { description: description.trim() } : {}) });
    onMade(name.trim(), apiKey);
  };
  return (
    <FormDialog title="New service account" action="Create" isReady={name.trim() !== ''} onSubmit={make} onClose={onClose}>
      <Field label="Name"><input autofocus maxLength={128} value={name} onInput={(event) => setName(event.currentTarget.value)} /></Field>
      <Field label="What it is for"><input maxLength={1024} value={description} onInput={(event) => setDescription(event.currentTarget.value)} /></Field>
      <Problem error={error} />
      <fieldset><legend>Roles</legend><div class="ticks">{value?.roles.map((role) => <label key={role.roleId} class="check"><input type="checkbox" checked={roles.includes(role.roleId)} onChange={() => toggle(role.roleId)} /> <span>{role.roleId}{role.description && <span class="faint"> {role.description}</span>}</span></label>)}</div></fieldset>
    </FormDialog>
  );
}
