import { api } from '../model/session.ts';
import { useLoaded } from '../parts/use-loaded.ts';

interface History { from: string; stepSeconds: number; functions: { invocations: number[]; failures: number[] }[] }

const [width, height, gap] = [600, 120, 3];

/** Calls of all functions in the last hour, and the failed ones among them. */
export function LastHour() {
  const { value } = useLoaded((signal) => api().get<History>('/functions/history', signal), [], 30_000);
  const calls = sums(value?.functions.map((one) => one.invocations) ?? []);
  const failures = sums(value?.functions.map((one) => one.failures) ?? []);
  const most = Math.max(1, ...calls);
  const slot = width / Math.max(calls.length, 1);
  const total = calls.reduce((sum, one) => sum + one, 0);
  const failed = failures.reduce((sum, one) => sum + one, 0);
  const when = (index: number) => value ? new Date(Date.parse(value.from) + index * value.stepSeconds * 1000).toLocaleTimeString(undefined, { timeStyle: 'short' }) : '';
  return (
    <figure class="trend">
      <figcaption><span>Calls in the last hour</span><span class="faint">{value ? `${total.toLocaleString('en')}, ${failed.toLocaleString('en')} failed` : '\u00a0'}</span></figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={`Calls in the last hour: ${total.toLocaleString('en')}, ${failed.toLocaleString('en')} of them failed`}>
        {calls.map((count, index) => {
          const [tall, bad] = [count / most * (height - 6), (failures[index] ?? 0) / most * (height - 6)];
          return (
            <g key={index}>
              <title>{`${when(index)}: ${count.toLocaleString('en')} calls, ${(failures[index] ?? 0).toLocaleString('en')} failed`}</title>
              <rect class="hour-slot" x={index * slot} width={slot} height={height} />
              <rect class="bar-good" x={index * slot + gap / 2} width={slot - gap} y={height - tall} height={Math.max(tall - bad, 0)} />
              <rect class="bar-bad" x={index * slot + gap / 2} width={slot - gap} y={height - bad} height={bad} />
            </g>
          );
        })}
      </svg>
      <p class="row title faint trend-ends"><span>{when(0) || '\u00a0'}</span><span>now</span></p>
    </figure>
  );
}

function sums(lists: number[][]): number[] {
  return Array.from({ length: Math.max(0, ...lists.map((list) => list.length)) }, (_, index) => lists.reduce((sum, list) => sum + (list[index] ?? 0), 0));
}
