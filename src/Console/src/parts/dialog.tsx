import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { Field, Problem } from './basics.tsx';
import { useModal } from './use-modal.ts';
import { useDoing } from './use-doing.ts';

interface Props {
  title: string;
  action?: string;
  isDanger?: boolean;
  isWide?: boolean;
  isReady?: boolean;
  /** What Escape would lose: then it asks first. */
  isChanged?: boolean;
  /** Does it; what it throws is shown, and the dialog stays. Without it there is nothing to do but look. */
  onSubmit?: () => Promise<void>;
  onClose: () => void;
  children?: ComponentChildren;
}

/** A form over the page. Escape and Cancel mean no; the focus goes back to where it was. */
export function FormDialog({ title, action, isDanger = false, isWide = false, isReady = true, isChanged = false, onSubmit, onClose, children }: Props) {
  const id = useId();
  const { isBusy, error, run } = useDoing();
  const modal = useModal(onClose, () => !isChanged || confirm('Close without saving?'));
  const submit = async (event: Event) => {
    event.preventDefault();
    if (onSubmit && isReady && !isBusy && await run(onSubmit)) onClose();
  };
  return (
    <dialog {...modal} class={isWide ? 'wide' : ''} aria-labelledby={id}>
      <form onSubmit={(event) => void submit(event)}>
        <h2 id={id}>{title}</h2>
        {children}
        <Problem error={error} />
        <div class="row end">
          <button type="button" onClick={onClose}>{onSubmit ? 'Cancel' : 'Close'}</button>
          {onSubmit && <button type="submit" class={isDanger ? 'danger' : 'primary'} disabled={!isReady || isBusy}>{action}</button>}
        </div>
      </form>
    </dialog>
  );
}

/** Asks before something goes for good; where much hangs on it, its name has to be typed. */
export function RemoveDialog({ title, text, typed, action = 'Delete', onRemove, onClose }: {
  title: string; text: string; typed?: string; action?: string; onRemove: () => Promise<void>; onClose: () => void;
}) {
  const [name, setName] = useState('');
  return (
    <FormDialog title={title} action={action} isDanger isReady={typed === undefined || name === typed} onSubmit={onRemove} onClose={onClose}>
      <p>{text}</p>
      {typed !== undefined && <Field label={`Type ${typed} to confirm`}><input autofocus autocomplete="off" spellcheck={false} value={name} onInput={(event) => setName(event.currentTarget.value)} /></Field>}
    </FormDialog>
  );
}

/** Shows a new key, this once. */
export function KeyDialog({ name, apiKey, onClose }: { name: string; apiKey: string; onClose: () => void }) {
  const [isCopied, setCopied] = useState(false);
  const modal = useModal(onClose);
  const copy = async () => {
    await navigator.clipboard.writeText(apiKey);
    setCopied(true);
  };
  return (
    <dialog {...modal} class="wide" aria-labelledby="key-title">
      <h2 id="key-title">The key of {name}</h2>
      <p>Keep it now: the server stores only its hash, and shows it this once.</p>
      <div class="secret"><code data-testid="key">{apiKey}</code><button type="button" onClick={() => void copy()}>{isCopied ? 'Copied' : 'Copy'}</button></div>
      <div class="row end"><button type="button" class="primary" onClick={onClose}>I have it</button></div>
    </dialog>
  );
}
