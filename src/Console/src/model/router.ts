import { signal } from '@preact/signals';

const base = '/console';

/** Where we are, below /console: `/functions/abcd1234/code`; `/` before one has gone anywhere. */
export const path = signal(read());

function read(): string {
  return location.pathname.slice(base.length).replace(/\/+$/, '') || '/';
}

/** What asks before a page with unsaved work is left; true lets go. */
export const guard: { mayLeave: () => boolean } = { mayLeave: () => true };

export function href(to: string): string {
  return base + to;
}

/** Goes to another page. @param isInstead whether the way back leads past the page that is left */
export function go(to: string, isInstead = false): void {
  if (to === path.value || !guard.mayLeave()) return;
  if (isInstead) history.replaceState(null, '', base + to);
  else history.pushState(null, '', base + to);
  path.value = to;
  window.scrollTo(0, 0);
}

window.addEventListener('popstate', () => {
  if (guard.mayLeave()) path.value = read();
  else history.pushState(null, '', base + path.value);
});
