import { api } from '../model/session.ts';
import { bytes, milliseconds } from '../model/format.ts';
import { Problem } from '../parts/basics.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { Chart } from './chart.tsx';
import type { Minute } from '../model/types.ts';

const length = 60;
const everyMs = 10_000;
const whole = (value: number) => value.toLocaleString('en');

/** The last hour of a function: calls, errors by kind, latency, workers, memory. */
export function Charts({ id }: { id: string }) {
  const { value, error } = useLoaded((signal) => api().get<{ from: string; minutes: Minute[] }>(`/functions/${id}/history`, signal), [id], everyMs);
  if (!value) return <Problem error={error} />;
  const from = Date.parse(value.from);
  const times = Array.from({ length }, (_, index) => new Date(from + index * 60_000));
  const found = new Map(value.minutes.map((minute) => [Math.round((Date.parse(minute.at) - from) / 60_000), minute]));
  const of = (read: (minute: Minute) => number | undefined, otherwise?: number) => times.map((_, index) => { const minute = found.get(index); return minute ? read(minute) : otherwise; });
  const failed = (minute: Minute) => Object.values(minute.errors).reduce((sum, one) => sum + one, 0) + minute.timeouts;
  return (
    <section aria-labelledby="hour">
      <div class="row title"><h2 id="hour">The last hour</h2></div>
      <Problem error={error} />
      <div class="charts">
        <Chart title="Calls a minute" times={times} format={whole} isStacked series={[
          { title: 'well', class: 'tone-good', values: of((minute) => minute.invocations - failed(minute), 0) },
          { title: 'failed', class: 'tone-bad', values: of(failed, 0) },
        ]} />
        <Chart title="Errors by kind" times={times} format={whole} isStacked series={[
          { title: 'threw', class: 'tone-1', values: of((minute) => minute.errors.threw, 0) },
          { title: 'time limit', class: 'tone-2', values: of((minute) => minute.timeouts, 0) },
          { title: 'memory', class: 'tone-3', values: of((minute) => minute.errors.outOfMemory, 0) },
          { title: 'worker or answer', class: 'tone-4', values: of((minute) => minute.errors.workerDied + minute.errors.unusable + minute.errors.loadFailed, 0) },
          { title: 'turned away', class: 'tone-5', values: of((minute) => minute.refused, 0) },
        ]} />
        <Chart title="Latency" times={times} format={milliseconds} series={[
          { title: 'p50', class: 'tone-good', values: of((minute) => minute.p50Ms) },
          { title: 'p95', class: 'tone-2', values: of((minute) => minute.p95Ms) },
          { title: 'p99', class: 'tone-1', values: of((minute) => minute.p99Ms) },
        ]} />
        <Chart title="Workers" times={times} format={whole} isStacked series={[{ title: 'at once, at most', class: 'tone-good', values: of((minute) => minute.workers, 0) }]} />
        <Chart title="Memory of its workers" times={times} format={bytes} unit={1024 * 1024} series={[{ title: 'together, at most', class: 'tone-good', values: of((minute) => minute.memoryBytes) }]} />
      </div>
    </section>
  );
}
