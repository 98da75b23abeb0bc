import { namedTargets } from '../model/session.ts';
import { Link } from './basics.tsx';
import { Empty, PageHead } from './page.tsx';

/** For an account that may not list things of a kind, but was given some by name. */
export function NamedOnly({ title, things, permission, place }: { title: string; things: string; permission: string; place: string }) {
  const names = namedTargets(permission);
  return (
    <>
      <PageHead title={title} lead={`Your account may not list ${things}; these it may read.`} />
      {names.length === 0 ? <Empty title={`None of the ${things} may be read`}><p>Ask somebody for the permission <code>{permission}</code>.</p></Empty> : (
        <ul class="panel">{names.map((name) => <li key={name}><Link to={`${place}/${encodeURIComponent(name)}`}>{name}</Link></li>)}</ul>
      )}
    </>
  );
}
