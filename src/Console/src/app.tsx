import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { session } from './model/session.ts';
import { go, path } from './model/router.ts';
import { openPlaces } from './model/places.ts';
import { Late, Link, Problem } from './parts/basics.tsx';
import { Finder } from './parts/finder.tsx';
import { Side } from './parts/side.tsx';
import { Toasts } from './parts/toasts.tsx';
import { SignIn } from './pages/sign-in.tsx';
import { FunctionsPage } from './pages/functions.tsx';
import { NewFunctionPage } from './pages/new-function.tsx';
import { FunctionPage } from './pages/function.tsx';

/** What a page is given: the parts of its address below its place. */
export interface PageProps { below: string[] }

/** Pages that are loaded when somebody goes there. */
const areas: Record<string, () => Promise<ComponentType<PageProps>>> = {
  tables: async () => (await import('./pages/tables.tsx')).TablesPage,
  buckets: async () => (await import('./pages/buckets.tsx')).BucketsPage,
  schemas: async () => (await import('./pages/schemas.tsx')).SchemasPage,
  routes: async () => (await import('./pages/routes.tsx')).RoutesPage,
  events: async () => (await import('./pages/events.tsx')).EventsPage,
  platform: async () => (await import('./pages/platform.tsx')).PlatformPage,
  logs: async () => (await import('./pages/logs.tsx')).LogsPage,
  audit: async () => (await import('./pages/audit.tsx')).AuditPage,
  access: async () => (await import('./pages/access.tsx')).AccessPage,
};

/** The frame around every page. */
export function App() {
  const isIn = session.value !== undefined;
  const place = path.value.split('/')[1];
  // Whoever goes to another place by the side bar goes on reading there.
  useEffect(() => {
    const main = document.getElementById('main');
    if (main && !main.contains(document.activeElement)) main.focus({ preventScroll: true });
  }, [isIn, place]);
  if (!isIn) return <SignIn />;
  return (
    <div class="frame">
      <a class="skip" href="#main">Skip to content</a>
      <Side />
      <main id="main" tabIndex={-1}><Page /></main>
      <Finder />
      <Toasts />
    </div>
  );
}

function Page() {
  const [, first = '', ...below] = path.value.split('/');
  const [second, third] = below;
  const area = Object.hasOwn(areas, first) ? areas[first] : undefined;
  if (first === '') return <Start />;
  if (area) return <Area key={first} load={area} below={below.map(decoded)} />;
  if (first !== 'functions') return <Nowhere />;
  if (!second) return <FunctionsPage />;
  if (second === 'new') return <NewFunctionPage />;
  return <FunctionPage key={second} id={decodeURIComponent(second)} tab={third ?? 'overview'} />;
}

/** The first page that whoever signed in may look at. */
function Start() {
  const first = openPlaces()[0]?.places[0]?.path ?? '/access';
  useEffect(() => go(first, true), [first]);
  return null;
}

function Area({ load, below }: PageProps & { load: () => Promise<ComponentType<PageProps>> }) {
  const [View, setView] = useState<ComponentType<PageProps> | undefined>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    load().then((view) => setView(() => view), () => setError(new Error('This page could not be loaded. The server may have another version by now: reload the console.')));
  }, []);
  if (!View) return error ? <Problem error={error} retry={() => location.reload()} /> : <Late>Loading…</Late>;
  return <View below={below} />;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function Nowhere() {
  useEffect(() => { document.title = 'Not found · MolnOS Sandbox'; }, []);
  return <section class="empty"><h1>There is no such page</h1><p>Go to the <Link to="/">first page</Link>.</p></section>;
}
