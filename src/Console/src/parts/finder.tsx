import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { api, can } from '../model/session.ts';
import { openPlaces } from '../model/places.ts';
import { go } from '../model/router.ts';
import { Icon } from './icon.tsx';
import { useModal } from './use-modal.ts';
import type { IconName } from './icon.tsx';

interface Found { to: string; title: string; kind: string; icon: IconName }

const mostShown = 10;
const isMac = navigator.userAgent.includes('Mac');

const isOpen = signal(false);

/** Opens the finder. */
export function FindButton() {
  return <button type="button" class="find" aria-haspopup="dialog" onClick={() => { isOpen.value = true; }}><Icon name="find" /> Find <kbd aria-hidden="true">{isMac ? '⌘' : 'Ctrl'} K</kbd></button>;
}

/** Leads anywhere by typing a part of its name: Ctrl+K. It stands beside the pages, since the side bar may be hidden. */
export function Finder() {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || event.shiftKey || event.altKey || !(isMac ? event.metaKey : event.ctrlKey) || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      isOpen.value = true;
    };
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  }, []);
  return isOpen.value ? <FinderDialog onClose={() => { isOpen.value = false; }} /> : null;
}

function FinderDialog({ onClose }: { onClose: () => void }) {
  const modal = useModal(onClose);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const [all, setAll] = useState(places);
  useEffect(() => {
    const leaving = new AbortController();
    void Promise.all([functions(leaving.signal), tables(leaving.signal)]).then((more) => { if (!leaving.signal.aborted) setAll([...places(), ...more.flat()]); });
    return () => leaving.abort();
  }, []);
  const found = find(all, text);
  const chosen = found[Math.min(at, found.length - 1)];
  const follow = (one: Found | undefined) => {
    if (!one) return;
    onClose();
    go(one.to);
  };
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && found.length > 0) {
      event.preventDefault();
      setAt((Math.min(at, found.length - 1) + step + found.length) % found.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      follow(chosen);
    }
  };
  return (
    <dialog {...modal} class="finder" aria-label="Find" onClick={(event) => { if (event.target === event.currentTarget) onClose(); }}>
      <input type="text" role="combobox" aria-label="Go to" aria-expanded={found.length > 0} aria-controls="found" aria-autocomplete="list" {...(chosen ? { 'aria-activedescendant': `found-${found.indexOf(chosen)}` } : {})}
        autofocus autocomplete="off" spellcheck={false} placeholder="A page, a function, a table" value={text} onInput={(event) => { setText(event.currentTarget.value); setAt(0); }} onKeyDown={onKey} />
      <ul id="found" role="listbox" aria-label="Found">{found.map((one, index) => (
        <li key={one.to} id={`found-${index}`} role="option" aria-selected={one === chosen} onClick={() => follow(one)}><Icon name={one.icon} /><span class="grow">{one.title}</span><span class="faint">{one.kind}</span></li>
      ))}</ul>
      {found.length === 0 && <p class="faint">Nothing has this in its name.</p>}
    </dialog>
  );
}

function places(): Found[] {
  return openPlaces().flatMap((group) => group.places.map(({ path, title, icon }) => ({ to: path, title, icon, kind: 'page' })));
}

async function functions(signal: AbortSignal): Promise<Found[]> {
  if (!can('functions.read')) return [];
  const list = await api().get<{ functions: { id: string; name: string }[] }>('/functions/list', signal).catch(() => undefined);
  return list?.functions.map(({ id, name }) => ({ to: `/functions/${id}`, title: name, icon: 'function' as const, kind: 'function' })) ?? [];
}

async function tables(signal: AbortSignal): Promise<Found[]> {
  if (!can('databases.read')) return [];
  const list = await api().get<{ tables: { name: string }[] }>('/databases/tables', signal).catch(() => undefined);
  return list?.tables.map(({ name }) => ({ to: `/tables/${encodeURIComponent(name)}`, title: name, icon: 'table' as const, kind: 'table' })) ?? [];
}

/** What has the text in its name; what begins with it first. */
function find(all: Found[], text: string): Found[] {
  const wanted = text.trim().toLowerCase();
  const rank = (one: Found) => one.title.toLowerCase().startsWith(wanted) ? 0 : 1;
  return all.filter((one) => one.title.toLowerCase().includes(wanted)).sort((one, other) => rank(one) - rank(other)).slice(0, mostShown);
}
