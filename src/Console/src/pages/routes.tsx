import { useState } from 'preact/hooks';
import { ago } from '../model/format.ts';
import { api, can } from '../model/session.ts';
import { Late, Link, Problem } from '../parts/basics.tsx';
import { RemoveDialog } from '../parts/dialog.tsx';
import { NamedOnly } from '../parts/named-only.tsx';
import { Empty, PageHead } from '../parts/page.tsx';
import { toast } from '../parts/toasts.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { RoutePage } from '../route/edit.tsx';
import { Sentence } from '../route/sentence.tsx';
import type { PageProps } from '../app.tsx';
import type { Route } from '../route/route.ts';

/** All routes, one, or one that is being written. */
export function RoutesPage({ below: [name] }: PageProps) {
  if (name === '+') return <RoutePage />;
  if (name) return <RoutePage key={name} name={name} />;
  return can('routes.read') ? <AllRoutes /> : <NamedOnly title="Routes" things="routes" permission="routes.route.read" place="/routes" />;
}

function AllRoutes() {
  const [leaving, setLeaving] = useState<Route | undefined>();
  const { value, error, reload } = useLoaded((signal) => api().get<{ routes: Route[] }>('/routes', signal), []);
  const mayCreate = can('routes.route.write');
  const remove = async ({ name }: Route) => {
    await api().send('DELETE', `/routes/${encodeURIComponent(name)}`);
    toast(`The route ${name} is deleted.`);
    reload();
  };
  return (
    <>
      <PageHead title="Routes" lead={<>Addresses of your own for functions, and for other servers behind this one. Every function is also at <code>/functions/run/…</code></>}>
        {mayCreate && <Link to="/routes/+" class="button primary">New route</Link>}
      </PageHead>
      <Problem error={error} retry={reload} />
      {!value ? !error && <Late>Loading routes…</Late> : value.routes.length === 0 ? (
        <Empty title="No routes yet">
          <p>A route gives a function a host or a path that people remember, such as <code>api.example.test/orders/*</code>.</p>
          {mayCreate && <Link to="/routes/+" class="button primary">Make the first one</Link>}
        </Empty>
      ) : (
        <ul class="cards">{value.routes.map((route) => (
          <li key={route.name} class="panel">
            <div class="row title">
              <h2><Link to={`/routes/${encodeURIComponent(route.name)}`}>{route.name}</Link>{route.order !== 0 && <span class="tag">order {route.order}</span>}</h2>
              {can(`routes.route.delete:${route.name}`) && <button type="button" class="quiet bad" aria-label={`Delete ${route.name}`} onClick={() => setLeaving(route)}>Delete</button>}
            </div>
            <p><Sentence route={route} /></p>
            <p class="faint" title={route.updatedAt}>Changed {ago(route.updatedAt)}</p>
          </li>
        ))}</ul>
      )}
      {leaving && <RemoveDialog title={`Delete the route ${leaving.name}?`} text="Its address is free from the next request on; requests under way end as they began." onRemove={() => remove(leaving)} onClose={() => setLeaving(undefined)} />}
    </>
  );
}
