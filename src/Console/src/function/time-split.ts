export interface Part { title: string; class: string; ms: number }

/**
 * Where the time of a call went, by the first `Server-Timing` of its answer, which is the server's; a function's own comes after it.
 * Empty where the server told nothing.
 */
export function timesOf(header: string | null, total: number): Part[] {
  const told = (name: string) => new RegExp(`(?:^|,\\s*)${name};dur=([0-9.]+)(;desc="cold")?`).exec(header ?? '');
  const [queue, ran, bound] = [told('queue'), told('function'), told('bindings')];
  if (!queue || !ran) return [];
  const [waited, all, services] = [Number(queue[1]), Number(ran[1]), Math.min(Number(bound?.[1] ?? 0), Number(ran[1]))];
  return [
    { title: 'network and server', class: 'tone-5', ms: Math.max(0, total - waited - all) },
    queue[2] ? { title: 'start of a worker', class: 'tone-2', ms: waited } : { title: 'queue', class: 'tone-2', ms: waited },
    { title: 'function', class: 'tone-good', ms: all - services },
    { title: 'bindings', class: 'tone-3', ms: services },
  ];
}
