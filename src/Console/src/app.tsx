import { useEffect } from 'preact/hooks';
import { identity, session, signOut } from './model/session.ts';
import { path } from './model/router.ts';
import { Link } from './parts/basics.tsx';
import { Toasts } from './parts/toasts.tsx';
import { SignIn } from './pages/sign-in.tsx';
import { FunctionsPage } from './pages/functions.tsx';
import { NewFunctionPage } from './pages/new-function.tsx';
import { FunctionPage } from './pages/function.tsx';

/** The frame around every page. */
export function App() {
  if (!session.value) return <SignIn />;
  return (
    <>
      <a class="skip" href="#main">Skip to content</a>
      <header class="top">
        <Link to="/functions" class="brand">MolnOS Sandbox</Link>
        <nav aria-label="Main"><Link to="/functions" current={path.value.startsWith('/functions')}>Functions</Link></nav>
        <div class="who">
          <span class="who-name" title={`Roles: ${identity.value?.roles.join(', ') || 'none'}`}>{identity.value?.name}</span>
          <button type="button" class="quiet" onClick={() => signOut()}>Sign out</button>
        </div>
      </header>
      <main id="main" tabIndex={-1}><Page /></main>
      <Toasts />
    </>
  );
}

function Page() {
  const [, first, second, third] = path.value.split('/');
  if (first !== 'functions') return <Nowhere />;
  if (!second) return <FunctionsPage />;
  if (second === 'new') return <NewFunctionPage />;
  return <FunctionPage key={second} id={decodeURIComponent(second)} tab={third ?? 'overview'} />;
}

function Nowhere() {
  useEffect(() => { document.title = 'Not found · MolnOS Sandbox'; }, []);
  return <section class="empty"><h1>There is no such page</h1><p>Go to the <Link to="/functions">functions</Link>.</p></section>;
}
