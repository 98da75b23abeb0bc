import type { Points } from '../model/types.ts';

const [width, height] = [90, 22];

/** Calls of the last hour in a cell of a table, with those that failed below the line. */
export function Sparkline({ points }: { points: Points | undefined }) {
  const total = points?.invocations.reduce((sum, one) => sum + one, 0) ?? 0;
  if (!points || total === 0) return <span class="faint">–</span>;
  const failed = points.failures.reduce((sum, one) => sum + one, 0);
  const most = Math.max(...points.invocations);
  const step = width / points.invocations.length;
  const tall = (value: number) => Math.max(1.5, value / most * height);
  // One path for all bars: a list of thousands is scrolled through.
  const bars = (values: number[]) => values.map((value, index) => value === 0 ? '' : `M${(index * step).toFixed(1)} ${height}v-${tall(value).toFixed(1)}h${(step - .8).toFixed(1)}v${tall(value).toFixed(1)}z`).join('');
  const words = `${total.toLocaleString('en')} call${total === 1 ? '' : 's'} in the last hour${failed > 0 ? `, ${failed.toLocaleString('en')} failed` : ''}`;
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={words}>
      <title>{words}</title>
      <line class="spark-base" x1="0" x2={width} y1={height - .5} y2={height - .5} />
      <path class="spark-calls" d={bars(points.invocations)} />
      {failed > 0 && <path class="spark-bad" d={bars(points.failures)} />}
    </svg>
  );
}
