export interface Bar { name: string; title: string; value: number; isBad?: boolean }

/** Numbers beside each other, with a bar for each. */
export function Bars({ bars, format = (value) => value.toLocaleString('en') }: { bars: Bar[]; format?: (value: number) => string }) {
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  return (
    <dl class="bars">{bars.map((bar) => (
      <div key={bar.name}>
        <dt>{bar.title}</dt>
        <dd class={bar.isBad && bar.value > 0 ? 'bad' : ''}>{format(bar.value)}</dd>
        <dd class="bar" aria-hidden="true"><svg viewBox="0 0 100 1" preserveAspectRatio="none"><rect class={bar.isBad ? 'bar-bad' : 'bar-good'} width={bar.value > 0 ? Math.max(1, 100 * bar.value / most) : 0} height="1" /></svg></dd>
      </div>
    ))}</dl>
  );
}
