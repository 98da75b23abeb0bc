const [width, height] = [600, 120];

/** A line of what was measured, the newest at the right. */
export function Trend({ values, slots, label, since, format }: { values: (number | undefined)[]; slots: number; label: string; since: string; format: (value: number) => string }) {
  const known = values.filter((value) => value !== undefined);
  const top = niceTop(Math.max(0, ...known));
  const points = values.flatMap((value, index) => value === undefined ? [] : [[width - (values.length - 1 - index) * width / (slots - 1), height - value / top * (height - 6)] as const]);
  const line = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  return (
    <figure class="trend">
      <figcaption><span>{label}</span><span class="faint">up to {format(top)}</span></figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={known.length === 0 ? `${label}: nothing measured yet` : `${label}: ${format(known.at(-1)!)} now, ${format(Math.max(...known))} at most`}>
        {[.25, .5, .75, 1].map((share) => <line key={share} class="trend-grid" x1="0" x2={width} y1={height - share * (height - 6)} y2={height - share * (height - 6)} />)}
        {points.length > 1 && <polygon class="trend-area" points={`${points[0]![0].toFixed(1)},${height} ${line} ${width},${height}`} />}
        {points.length > 1 && <polyline class="trend-line" points={line} />}
      </svg>
      <p class="row title faint trend-ends"><span>{since}</span><span>now</span></p>
    </figure>
  );
}

/** The next of 1, 2, 5, 10, 20 and so on. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) ?? 1;
}
