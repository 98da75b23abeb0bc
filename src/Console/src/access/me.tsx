import { identity } from '../model/session.ts';
import { permissionWords } from './permission-words.ts';

/** Who is signed in, and what they may do. */
export function Me() {
  const who = identity.value;
  if (!who) return null;
  return (
    <>
      <section class="panel">
        <h2>{who.name}</h2>
        <dl class="facts">
          <dt>Kind</dt><dd>{who.type === 'service-account' ? 'a service account' : `a ${who.type}`}</dd>
          <dt>Id</dt><dd><code>{who.id}</code></dd>
          <dt>Roles</dt><dd>{who.roles.join(', ') || 'none'}</dd>
        </dl>
      </section>
      <section class="panel">
        <h2>What you may do</h2>
        {who.permissions.length === 0 ? <p class="faint">Nothing but this. Ask somebody for a role.</p> : <ul class="grants">{who.permissions.map((one) => <li key={one}><code>{one}</code> <span class="faint">{permissionWords(one)}</span></li>)}</ul>}
      </section>
    </>
  );
}
