import type { Rate } from '../model/types.ts';

/** How often a function may be called; what is over it is answered 429. */
export function RateEditor({ rate, onChange }: { rate: Rate | undefined; onChange: (rate: Rate | undefined) => void }) {
  const set = (part: Partial<Rate>) => onChange({ ...rate!, ...part });
  return (
    <div class="stack">
      <label class="check"><input type="checkbox" checked={rate !== undefined} onChange={(event) => onChange(event.currentTarget.checked ? { requests: 100, perSeconds: 60, per: 'function' } : undefined)} /> It may be called only so often</label>
      {rate && (
        <div class="row rate">
          <input type="number" required min="1" max="1000000" aria-label="Calls" value={rate.requests} onInput={(event) => set({ requests: event.currentTarget.valueAsNumber })} />
          <span>calls in</span>
          <input type="number" required min="1" max="86400" aria-label="Seconds" value={rate.perSeconds} onInput={(event) => set({ perSeconds: event.currentTarget.valueAsNumber })} />
          <span>seconds, by</span>
          <select aria-label="By whom" value={rate.per ?? 'function'} onChange={(event) => set({ per: event.currentTarget.value as 'function' | 'caller' })}>
            <option value="function">all together</option><option value="caller">each caller</option>
          </select>
        </div>
      )}
    </div>
  );
}
