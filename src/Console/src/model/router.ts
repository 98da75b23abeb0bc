import { signal } from '@preact/signals';

const base = '/console';

/** Where we are, below /console: `/functions/abcd1234/code`. */
export const path = signal(read());

function read(): string {
  const below = location.pathname.slice(base.length).replace(/\/+$/, '');
  return below === '' ? '/functions' : below;
}

/** What asks before a page with unsaved work is left; true lets go. */
export const guard: { mayLeave: () => boolean } = { mayLeave: () => true };

export function href(to: string): string {
  return base + to;
}

export function go(to: string): void {
  if (to === path.value || !guard.mayLeave()) return;
  history.pushState(null, '', base + to);
  path.value = to;
  window.scrollTo(0, 0);
}

window.addEventListener('popstate', () => {
  if (guard.mayLeave()) path.value = read();
  else history.pushState(null, '', base + path.value);
});
