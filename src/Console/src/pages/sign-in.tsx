import { useEffect, useState } from 'preact/hooks';
import { farewell, signIn } from '../model/session.ts';
import { ApiError } from '../model/api.ts';
import { Problem } from '../parts/basics.tsx';

/** Asks for the key of a service account. */
export function SignIn() {
  const [key, setKey] = useState('');
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  useEffect(() => { document.title = 'Sign in · MolnOS Sandbox'; }, []);

  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await signIn(key.trim());
    } catch (cause) {
      setBusy(false);
      setError(cause instanceof ApiError && cause.status === 401 ? new Error('This key is not valid.') : cause);
    }
  };

  return (
    <main class="sign-in">
      <form onSubmit={(event) => void submit(event)}>
        <h1>MolnOS Sandbox</h1>
        <p>Sign in with the key of a service account. The server wrote the administrator's to <code>admin.token</code> in its data folder.</p>
        <input class="hidden" type="text" name="username" autocomplete="username" value="key" readOnly tabIndex={-1} aria-hidden="true" />
        <label class="field"><span>Key</span>
          <input type="password" autocomplete="current-password" autofocus required value={key} onInput={(event) => setKey(event.currentTarget.value)} />
        </label>
        <Problem error={error ?? farewell.value} />
        <button type="submit" class="primary" disabled={isBusy || key.trim() === ''}>Sign in</button>
      </form>
    </main>
  );
}
