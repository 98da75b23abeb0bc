import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { go, href } from '../model/router.ts';
import { useModal } from './use-modal.ts';

/** A link within the console; modified clicks open it as any link. */
export function Link({ to, current, class: className, children }: { to: string; current?: boolean; class?: string; children: ComponentChildren }) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return <a href={href(to)} onClick={follow} {...(className ? { class: className } : {})} {...(current ? { 'aria-current': 'page' as const } : {})}>{children}</a>;
}

/** Shows itself only when waiting takes long enough to be noticed. */
export function Late({ children }: { children: ComponentChildren }) {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  return <p class="late" role="status">{isLate ? children : '\u00a0'}</p>;
}

/** What went wrong, in the server's words. */
export function Problem({ error, retry }: { error: unknown; retry?: () => void }) {
  if (!error) return null;
  return (
    <div class="problem" role="alert">
      <p>{error instanceof Error ? error.message : String(error)}</p>
      {retry && <button type="button" onClick={retry}>Try again</button>}
    </div>
  );
}

/** A labelled input; what explains it is read with it. */
export function Field({ label, hint, children }: { label: string; hint?: string; children: ComponentChildren }) {
  return <label class="field"><span>{label}</span>{children}{hint && <small>{hint}</small>}</label>;
}

export function Copy({ text, label }: { text: string; label: string }) {
  const [isDone, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    setTimeout(() => setDone(false), 1500);
  };
  return <button type="button" class="quiet" aria-label={`Copy ${label}`} onClick={() => void copy()}>{isDone ? 'Copied' : 'Copy'}</button>;
}

/** Asks before what cannot be taken back. Escape and a click beside it mean no. */
export function Confirm({ title, text, action, onYes, onNo }: { title: string; text: string; action: string; onYes: () => void; onNo: () => void }) {
  const beside = (event: MouseEvent) => { if (event.target === event.currentTarget) onNo(); };
  return (
    <dialog {...useModal(onNo)} onClick={beside} aria-labelledby="confirm-title">
      <h2 id="confirm-title">{title}</h2>
      <p>{text}</p>
      <div class="row end">
        <button type="button" onClick={onNo}>Cancel</button>
        <button type="button" class="danger" onClick={onYes}>{action}</button>
      </div>
    </dialog>
  );
}
