import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../model/api.ts';
import { readJson } from '../model/exact-json.ts';
import { api, can } from '../model/session.ts';
import { go, guard } from '../model/router.ts';
import { Field, Late, Problem } from '../parts/basics.tsx';
import { Editor } from '../parts/editor.tsx';
import { PageHead } from '../parts/page.tsx';
import { toast } from '../parts/toasts.tsx';
import { useDoing } from '../parts/use-doing.ts';
import { useLoaded } from '../parts/use-loaded.ts';
import { MatchFields } from './match-fields.tsx';
import { Sentence } from './sentence.tsx';
import { TargetFields } from './target-fields.tsx';
import type { Draft, Route } from './route.ts';

const blank: Draft = { match: { path: '/' }, order: 0, function: '' };

/** One route to look at, change or make. */
export function RoutePage({ name }: { name?: string }) {
  const { value, error, reload } = useLoaded(async (signal) => name === undefined ? blank : draftOf((await api().get<{ route: Route }>(`/routes/${encodeURIComponent(name)}`, signal)).route), [name]);
  if (!value) return error ? <Problem error={error} retry={reload} /> : <Late>Loading the route…</Late>;
  return <RouteForm {...(name === undefined ? {} : { name })} was={value} />;
}

function RouteForm({ name: given, was }: { name?: string; was: Draft }) {
  const [name, setName] = useState(given ?? '');
  const [draft, setDraft] = useState(was);
  const [json, setJson] = useState<string | undefined>();
  const { isBusy, error, run } = useDoing();
  const mayWrite = can(given === undefined ? 'routes.route.write' : `routes.route.write:${given}`);
  const isChanged = json !== undefined || JSON.stringify(draft) !== JSON.stringify(was);
  useEffect(() => {
    guard.mayLeave = () => !isChanged || confirm('Leave without saving the route?');
    return () => { guard.mayLeave = () => true; };
  }, [isChanged]);

  const save = () => run(async () => {
    const address = `/routes/${encodeURIComponent(name.trim())}`;
    if (given === undefined && await isTaken(address)) throw new Error(`There is a route ${name.trim()} already. Choose another name.`);
    await api().send('PUT', address, json === undefined ? tidy(draft) : readJson(json));
    guard.mayLeave = () => true;
    toast(`The route ${name.trim()} is saved, and holds for the next request.`);
    go('/routes');
  });
  const backToForm = () => run(async () => {
    setDraft(draftOf(readJson(json!) as Route));
    setJson(undefined);
  });
  return (
    <form class="stack" onSubmit={(event) => { event.preventDefault(); void save(); }}>
      <PageHead title={given ?? 'New route'} above={['/routes', 'Routes']}>
        <button type="button" onClick={() => json === undefined ? setJson(JSON.stringify(tidy(draft), null, 2)) : void backToForm()}>{json === undefined ? 'Edit as JSON' : 'Back to the form'}</button>
      </PageHead>
      {given === undefined && <Field label="Name" hint="For the list and the log; callers do not see it."><input required autofocus maxLength={128} value={name} onInput={(event) => setName(event.currentTarget.value)} /></Field>}
      {json === undefined ? (
        <fieldset class="stack" disabled={!mayWrite}>
          <legend class="hidden">The route</legend>
          <MatchFields match={draft.match} order={draft.order} onChange={(match, order) => setDraft({ ...draft, match, order })} />
          <TargetFields draft={draft} mayForward={can(given === undefined ? 'routes.upstreams.write' : `routes.upstreams.write:${given}`)} onChange={setDraft} />
          <p class="panel"><Sentence route={tidy(draft)} /></p>
        </fieldset>
      ) : <Editor label="Route" language="json" value={json} isReadOnly={!mayWrite} onChange={setJson} onSave={() => void save()} />}
      <Problem error={error} />
      {mayWrite && <div class="row"><button type="submit" class="primary" disabled={isBusy || name.trim() === '' || !isChanged}>Save</button></div>}
    </form>
  );
}

function draftOf({ match, order, function: name, upstreams }: Partial<Route>): Draft {
  return { match: match ?? { path: '/' }, order: order ?? 0, ...(name === undefined ? {} : { function: name }), ...(upstreams ? { upstreams } : {}) };
}

/** Without what stands empty. */
function tidy({ match, order, function: name, upstreams }: Draft): Draft {
  const { path, hosts, methods, headers } = match;
  return {
    match: { path, ...(hosts?.length ? { hosts } : {}), ...(methods?.length ? { methods } : {}), ...(headers?.length ? { headers } : {}) },
    order,
    ...(upstreams ? { upstreams } : { function: name ?? '' }),
  };
}

async function isTaken(address: string): Promise<boolean> {
  try {
    await api().get(address);
    return true;
  } catch (cause) {
    if (cause instanceof ApiError && (cause.status === 404 || cause.status === 403)) return false;
    throw cause;
  }
}
