import { signal } from '@preact/signals';

const shown = signal<{ id: number; text: string }[]>([]);
let next = 0;

/** Says for a few seconds that something was done. */
export function toast(text: string): void {
  const id = next++;
  shown.value = [...shown.value, { id, text }];
  setTimeout(() => { shown.value = shown.value.filter((one) => one.id !== id); }, 4000);
}

export function Toasts() {
  return <div class="toasts" role="status" aria-live="polite">{shown.value.map((one) => <p key={one.id}>{one.text}</p>)}</div>;
}
