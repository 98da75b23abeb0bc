const shapes = {
  function: 'M13 3.5h-1.5A2.5 2.5 0 0 0 9 6v8a2.5 2.5 0 0 1-2.5 2.5H5M6 9.5h6',
  route: 'M5 16.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM15 7.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM7 14.5h5.5a2.5 2.5 0 0 0 0-5h-5a2.5 2.5 0 0 1 0-4H13',
  event: 'M11 2.5 4.5 11.5H10l-1 6 6.5-9H10l1-6Z',
  table: 'M3 4.5h14v11H3zM3 8.5h14M3 12h14M8 8.5v7',
  bucket: 'M3.5 5.5c0-1.1 2.9-2 6.5-2s6.5.9 6.5 2-2.9 2-6.5 2-6.5-.9-6.5-2ZM3.5 5.5l1.5 10c.2.9 2.3 1.5 5 1.5s4.8-.6 5-1.5l1.5-10',
  schema: 'M7 3.5c-2 0-2.5.8-2.5 2v2.5c0 1.2-.6 2-2 2 1.4 0 2 .8 2 2v2.5c0 1.2.5 2 2.5 2M13 3.5c2 0 2.5.8 2.5 2v2.5c0 1.2.6 2 2 2-1.4 0-2 .8-2 2v2.5c0 1.2-.5 2-2.5 2',
  platform: 'M3 11.5h3l2-6 3.5 10 2-6.5 1 2.5H17',
  audit: 'M5 2.5h7l3.5 3.5v11.5H5zM11.5 3v3.5H15M7.5 10h5M7.5 13h5',
  log: 'M4 5h2M9 5h7M4 10h2M9 10h7M4 15h2M9 15h4',
  key: 'M7 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10.5 10H17v3M14 10v2',
  find: 'M8.5 14a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM12.5 12.5 17 17',
  menu: 'M3 5.5h14M3 10h14M3 14.5h14',
  close: 'M5 5l10 10M15 5 5 15',
} as const;

export type IconName = keyof typeof shapes;

/** A small drawing beside words that say the same. */
export function Icon({ name }: { name: IconName }) {
  return <svg class="icon" viewBox="0 0 20 20" width="18" height="18" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d={shapes[name]} /></svg>;
}
