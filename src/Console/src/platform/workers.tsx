import type { Metrics } from './metrics.ts';

const states = [['busy', 'Busy', 'answers calls'], ['idle', 'Idle', 'has its function loaded'], ['blank', 'Warm', 'started, for whichever function needs one'], ['starting', 'Starting', 'not ready yet']] as const;

/** The pool: how many workers are in which state. */
export function Workers({ metrics }: { metrics: Metrics }) {
  const counts = new Map(metrics.by('molnos_workers', 'state'));
  const total = metrics.sum('molnos_workers');
  let left = 0;
  return (
    <section class="panel">
      <h2>Workers <span class="tag">{total} now</span></h2>
      <svg class="pool" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        <rect class="pool-none" width="100" height="1" />
        {states.map(([state]) => {
          const share = total > 0 ? 100 * (counts.get(state) ?? 0) / total : 0;
          left += share;
          return <rect key={state} class={`pool-${state}`} x={left - share} width={share} height="1" />;
        })}
      </svg>
      <dl class="pool-key">{states.map(([state, title, meaning]) => <div key={state} class={`key-${state}`}><dt>{title}</dt><dd><strong>{counts.get(state) ?? 0}</strong> <span class="faint">{meaning}</span></dd></div>)}</dl>
      <p class="faint">{metrics.sum('molnos_cold_starts_total').toLocaleString('en')} calls waited for a start so far.</p>
    </section>
  );
}
