import type { Pair } from './call.ts';

/** Names with their values, such as headers; a name may come more than once. */
export function Pairs({ title, one, pairs, onChange }: { title: string; one: string; pairs: Pair[]; onChange: (pairs: Pair[]) => void }) {
  const set = (index: number, part: Partial<Pair>) => onChange(pairs.map((pair, at) => at === index ? { ...pair, ...part } : pair));
  return (
    <fieldset class="pairs">
      <legend>{title}</legend>
      {pairs.map((pair, index) => (
        <div class="row" key={index}>
          <input aria-label={`Name of ${one} ${index + 1}`} placeholder="name" value={pair.name} onInput={(event) => set(index, { name: event.currentTarget.value })} />
          <input aria-label={`Value of ${one} ${index + 1}`} placeholder="value" value={pair.value} onInput={(event) => set(index, { value: event.currentTarget.value })} />
          <button type="button" class="quiet" aria-label={`Remove ${one} ${index + 1}`} onClick={() => onChange(pairs.filter((_, at) => at !== index))}>Remove</button>
        </div>
      ))}
      <div><button type="button" class="quiet" onClick={() => onChange([...pairs, { name: '', value: '' }])}>Add {one}</button></div>
    </fieldset>
  );
}
