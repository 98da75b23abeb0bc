/** One series of Prometheus' text format. */
export interface Series { labels: Record<string, string>; value: number }

/** What /metrics said, by name. */
export class Metrics {
  readonly #series = new Map<string, Series[]>();

  constructor(text: string) {
    for (const line of text.split('\n')) {
      const parts = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line);
      if (!parts) continue;
      const labels = Object.fromEntries([...(parts[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => [name!, value!.replace(/\\(.)/g, (_, letter: string) => letter === 'n' ? '\n' : letter)]));
      const series = { labels, value: parts[3] === '+Inf' ? Infinity : Number(parts[3]) };
      const known = this.#series.get(parts[1]!);
      if (known) known.push(series);
      else this.#series.set(parts[1]!, [series]);
    }
  }

  all(name: string): Series[] {
    return this.#series.get(name) ?? [];
  }

  /** The sum of a metric, or of those of its series that have a label. */
  sum(name: string, has: (labels: Record<string, string>) => boolean = () => true): number {
    return this.all(name).reduce((sum, one) => has(one.labels) ? sum + one.value : sum, 0);
  }

  /** Its series by the value of a label, the largest first. */
  by(name: string, label: string): [string, number][] {
    return this.all(name).map((one): [string, number] => [one.labels[label] ?? '', one.value]).sort((one, other) => other[1] - one[1]);
  }
}

/** A quantile of what a histogram counted between two looks, as the upper end of the bucket that it falls into; undefined when it counted nothing. */
export function quantile(name: string, share: number, before: Metrics, now: Metrics): number | undefined {
  const earlier = buckets(name, before);
  const counts = [...buckets(name, now)].map(([upTo, count]) => ({ upTo, count: count - (earlier.get(upTo) ?? 0) })).sort((one, other) => one.upTo - other.upTo);
  const total = counts.at(-1)?.count ?? 0;
  if (total <= 0) return undefined;
  const found = counts.findIndex((bucket) => bucket.count >= share * total);
  return counts[found]!.upTo === Infinity ? counts[found - 1]?.upTo : counts[found]!.upTo;
}

/** How many were at most so much, whatever their other labels. */
function buckets(name: string, metrics: Metrics): Map<number, number> {
  const sums = new Map<number, number>();
  for (const { labels, value } of metrics.all(`${name}_bucket`)) {
    const upTo = labels['le'] === '+Inf' ? Infinity : Number(labels['le']);
    sums.set(upTo, (sums.get(upTo) ?? 0) + value);
  }
  return sums;
}
