import { useId, useState } from 'preact/hooks';

export interface Series { title: string; class: string; values: (number | undefined)[] }

interface Props { title: string; series: Series[]; times: Date[]; format: (value: number) => string; isStacked?: boolean; unit?: number }

const [width, height] = [600, 150];

/** What was measured minute by minute: a drawing to look at and point into, and the same as a table. */
export function Chart({ title, series, times, format, isStacked = false, unit = 1 }: Props) {
  const [at, setAt] = useState<number>();
  const [isTable, setTable] = useState(false);
  const id = useId();
  const slots = times.length;
  const sums = times.map((_, index) => series.reduce((sum, one) => sum + (one.values[index] ?? 0), 0));
  const most = isStacked ? Math.max(0, ...sums) : Math.max(0, ...series.flatMap((one) => one.values.map((value) => value ?? 0)));
  const top = unit * roundUp(most / unit);
  const x = (index: number) => (index + .5) * width / slots;
  const y = (value: number) => height - value / top * (height - 4);
  const point = (event: PointerEvent) => {
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    setAt(Math.min(slots - 1, Math.max(0, Math.floor((event.clientX - box.left) / box.width * slots))));
  };
  const shown = at ?? slots - 1;
  return (
    <figure class="chart" aria-labelledby={id}>
      <figcaption id={id}>{title}<button type="button" class="quiet" aria-pressed={isTable} onClick={() => setTable(!isTable)}>{isTable ? 'Drawing' : 'Table'}<span class="hidden"> of {title}</span></button></figcaption>
      {isTable ? <Numbers series={series} times={times} format={format} title={title} /> : (
        <>
          <div class="chart-plot">
            <span class="chart-top faint" aria-hidden="true">{format(top)}</span>
            <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={words(title, series, format)} onPointerMove={point} onPointerLeave={() => setAt(undefined)}>
              {[0, .5, 1].map((share) => <line key={share} class="chart-grid" x1="0" x2={width} y1={y(share * top)} y2={y(share * top)} />)}
              {isStacked ? <Stacks series={series} x={x} y={y} slot={width / slots} /> : series.map((one) => <Line key={one.title} values={one.values} class={one.class} x={x} y={y} />)}
              {at !== undefined && <line class="chart-at" x1={x(at)} x2={x(at)} y1="0" y2={height} />}
            </svg>
            <div class="chart-times faint" aria-hidden="true"><span>{clock(times[0]!)}</span><span>{clock(times[Math.floor(slots / 2)]!)}</span><span>{clock(times[slots - 1]!)}</span></div>
          </div>
          <ul class="chart-key">
            {series.map((one) => <li key={one.title}><span class={`swatch ${one.class}`} aria-hidden="true" />{one.title} <strong>{one.values[shown] === undefined ? '–' : format(one.values[shown])}</strong></li>)}
            <li class="faint">{at === undefined ? 'this minute' : clock(times[at]!)}</li>
          </ul>
        </>
      )}
    </figure>
  );
}

function Stacks({ series, x, y, slot }: { series: Series[]; x: (index: number) => number; y: (value: number) => number; slot: number }) {
  const below: number[] = [];
  return <>{series.flatMap((one) => one.values.map((value, index) => {
    if (!value) return null;
    const from = below[index] ?? 0;
    below[index] = from + value;
    return <rect key={`${one.title} ${index}`} class={one.class} x={x(index) - slot / 2 + .5} width={slot - 1} y={y(from + value)} height={Math.max(1, y(from) - y(from + value))} />;
  }))}</>;
}

/** Lines break where nothing was measured; a point alone is a dot. */
function Line({ values, class: className, x, y }: { values: (number | undefined)[]; class: string; x: (index: number) => number; y: (value: number) => number }) {
  const runs: [number, number][][] = [];
  let isOpen = false;
  values.forEach((value, index) => {
    if (value === undefined) isOpen = false;
    else if (isOpen) runs.at(-1)!.push([x(index), y(value)]);
    else isOpen = runs.push([[x(index), y(value)]]) > 0;
  });
  return <>{runs.map((run, index) => run.length > 1
    ? <polyline key={index} class={`chart-line ${className}`} points={run.map(([left, high]) => `${left.toFixed(1)},${high.toFixed(1)}`).join(' ')} />
    : <line key={index} class={`chart-line ${className}`} x1={run[0]![0] - 4} x2={run[0]![0] + 4} y1={run[0]![1]} y2={run[0]![1]} />)}</>;
}

function Numbers({ title, series, times, format }: { title: string; series: Series[]; times: Date[]; format: (value: number) => string }) {
  const rows = times.map((time, index) => ({ time, values: series.map((one) => one.values[index]) })).filter((row) => row.values.some((value) => value)).reverse();
  if (rows.length === 0) return <p class="faint">Nothing in the last hour.</p>;
  return (
    <div class="chart-numbers" role="region" aria-label={`${title}, as a table`} tabIndex={0}><table>
      <thead><tr><th scope="col">Minute</th>{series.map((one) => <th key={one.title} scope="col" class="number">{one.title}</th>)}</tr></thead>
      <tbody>{rows.map((row) => <tr key={row.time.getTime()}><th scope="row">{clock(row.time)}</th>{row.values.map((value, index) => <td key={index} class="number">{value === undefined ? '–' : format(value)}</td>)}</tr>)}</tbody>
    </table></div>
  );
}

function words(title: string, series: Series[], format: (value: number) => string): string {
  const parts = series.map((one) => {
    const known = one.values.filter((value) => value !== undefined);
    return known.length === 0 ? `${one.title}: nothing` : `${one.title}: ${format(known.at(-1)!)} last, ${format(Math.max(...known))} at most`;
  });
  return `${title}, the last hour. ${parts.join('. ')}.`;
}

function clock(time: Date): string {
  return time.toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', hour12: false });
}

/** The next of 1, 2, 5, 10, 20, 25, 50 and so on. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, ...(power >= 10 ? [2.5] : []), 5, 10].map((step) => step * power).find((step) => step >= value) ?? 10 * power;
}
