import { useState } from 'preact/hooks';
import { api, can } from '../model/session.ts';
import { Field, Late, Problem } from '../parts/basics.tsx';
import { FormDialog, RemoveDialog } from '../parts/dialog.tsx';
import { toast } from '../parts/toasts.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { knownPermissions, permissionWords } from './permission-words.ts';
import type { Role } from './identity.ts';

type Open = { kind: 'edit'; role?: Role } | { kind: 'remove'; role: Role };

/** Roles: those that are built in, and those of this server. */
export function Roles() {
  const [open, setOpen] = useState<Open | undefined>();
  const { value, error, reload } = useLoaded((signal) => api().get<{ roles: Role[] }>('/identity/roles', signal), []);
  const [mayUpdate, mayDelete] = [can('identity.update'), can('identity.delete')];
  const remove = async ({ roleId }: Role) => {
    await api().send('DELETE', `/identity/roles/${encodeURIComponent(roleId)}`);
    toast(`The role ${roleId} is deleted.`);
    reload();
  };
  if (!value) return error ? <Problem error={error} retry={reload} /> : <Late>Loading roles…</Late>;
  return (
    <>
      {can('identity.create') && <div class="row end"><button type="button" class="primary" onClick={() => setOpen({ kind: 'edit' })}>New role</button></div>}
      <Problem error={error} retry={reload} />
      <ul class="cards">{value.roles.map((role) => (
        <li key={role.roleId} class="panel">
          <div class="row title">
            <h2>{role.roleId}{role.builtIn && <span class="tag">built in</span>}</h2>
            {!role.builtIn && (
              <div class="row">
                {mayUpdate && <button type="button" class="quiet" aria-label={`Edit ${role.roleId}`} onClick={() => setOpen({ kind: 'edit', role })}>Edit</button>}
                {mayDelete && <button type="button" class="quiet bad" aria-label={`Delete ${role.roleId}`} onClick={() => setOpen({ kind: 'remove', role })}>Delete</button>}
              </div>
            )}
          </div>
          {(role.description || role.name !== role.roleId) && <p class="faint">{[role.name !== role.roleId && role.name, role.description].filter(Boolean).join(': ')}</p>}
          {role.permissions.length === 0 ? <p class="faint">May do nothing yet.</p> : <ul class="grants">{role.permissions.map((one) => <li key={one}><code>{one}</code> <span class="faint">{permissionWords(one)}</span></li>)}</ul>}
        </li>
      ))}</ul>
      {open?.kind === 'edit' && <RoleDialog {...(open.role ? { role: open.role } : {})} onSaved={reload} onClose={() => setOpen(undefined)} />}
      {open?.kind === 'remove' && <RemoveDialog title={`Delete the role ${open.role.roleId}?`} text="A role that accounts still have is not deleted." onRemove={() => remove(open.role)} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function RoleDialog({ role, onSaved, onClose }: { role?: Role; onSaved: () => void; onClose: () => void }) {
  const [id, setId] = useState(role?.roleId ?? '');
  const [description, setDescription] = useState(role?.description ?? '');
  const [permissions, setPermissions] = useState(role?.permissions ?? []);
  const [next, setNext] = useState('');
  const add = () => {
    const wanted = next.trim();
    if (wanted && !permissions.includes(wanted)) setPermissions([...permissions, wanted]);
    setNext('');
  };
  const save = async () => {
    const all = next.trim() && !permissions.includes(next.trim()) ? [...permissions, next.trim()] : permissions;
    if (role) await api().send('PATCH', `/identity/roles/${encodeURIComponent(role.roleId)}`, { permissions: all, description });
    else await api().send('POST', '/identity/roles', { roleId: id.trim(), permissions: all, description });
    toast(role ? `The role ${role.roleId} is changed; that holds for every holder's next request.` : `The role ${id.trim()} is made.`);
    onSaved();
  };
  return (
    <FormDialog title={role ? `The role ${role.roleId}` : 'New role'} action={role ? 'Save' : 'Create'} isWide isReady={id.trim() !== ''} onSubmit={save} onClose={onClose}>
      {!role && <Field label="Name"><input autofocus maxLength={128} value={id} onInput={(event) => setId(event.currentTarget.value)} /></Field>}
      <Field label="What it is for"><input maxLength={1024} value={description} onInput={(event) => setDescription(event.currentTarget.value)} /></Field>
      <div class="field"><span>Permissions</span>
        {permissions.length > 0 && <ul class="grants">{permissions.map((one) => <li key={one}><code>{one}</code> <span class="faint">{permissionWords(one)}</span> <button type="button" class="quiet bad" aria-label={`Take away ${one}`} onClick={() => setPermissions(permissions.filter((other) => other !== one))}>Take away</button></li>)}</ul>}
        <div class="row nowrap">
          <input class="grow" aria-label="Another permission" list="known-permissions" spellcheck={false} placeholder="databases.table.read:orders" value={next} onInput={(event) => setNext(event.currentTarget.value)}
            onKeyDown={(event) => { if (event.key === 'Enter' && next.trim()) { event.preventDefault(); add(); } }} />
          <button type="button" onClick={add}>Add</button>
        </div>
        <datalist id="known-permissions">{knownPermissions.map((one) => <option key={one} value={one}>{permissionWords(one)}</option>)}</datalist>
        <small>After a colon, the one thing that it is about: a table, a bucket, a function.</small>
      </div>
    </FormDialog>
  );
}
