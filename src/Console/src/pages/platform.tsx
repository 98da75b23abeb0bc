import { bytes, milliseconds } from '../model/format.ts';
import { can } from '../model/session.ts';
import { Late, Problem } from '../parts/basics.tsx';
import { PageHead, Pill } from '../parts/page.tsx';
import { Bars } from '../platform/bars.tsx';
import { LastHour } from '../platform/last-hour.tsx';
import { mostLooks, useWatch } from '../platform/use-watch.ts';
import { Trend } from '../platform/trend.tsx';
import { checkWords, deathWords, levelWords, outcomeWords, storeWords } from '../platform/words.ts';
import { Workers } from '../platform/workers.tsx';
import type { Bar } from '../platform/bars.tsx';
import type { Metrics } from '../platform/metrics.ts';
import type { Look, Readiness } from '../platform/use-watch.ts';

const crashes = ['memory', 'violation', 'exited', 'signaled'];

/** How the server is: what comes, what runs, what broke, what is stored. */
export function PlatformPage() {
  const { looks, error, reload } = useWatch();
  const now = looks.at(-1);
  return (
    <>
      <PageHead title="Platform" mark={now && <Pill kind={now.readiness.ready ? 'ok' : 'off'}>{now.readiness.ready ? 'ready' : 'not ready'}</Pill>} lead={now ? about(now.metrics) : '\u00a0'} />
      <Problem error={error} retry={reload} />
      {!now ? !error && <Late>Looking at the server…</Late> : (
        <>
          <Figures now={now} />
          <div class={can('functions.read') ? 'pair' : ''}>
            {can('functions.read') && <section class="panel"><LastHour /></section>}
            <section class="panel"><Trend label="Requests a second" since="two minutes ago" values={looks.map((look) => look.rates?.requests)} slots={mostLooks} format={(value) => value.toLocaleString('en')} /></section>
          </div>
          <div class="columns">
            <Workers metrics={now.metrics} />
            <Isolation readiness={now.readiness} />
            <section class="panel"><h2>Workers that ended</h2><Bars bars={bars(now.metrics, 'molnos_worker_deaths_total', 'reason', deathWords, (name) => crashes.includes(name))} /></section>
            <section class="panel"><h2>Calls since the start</h2><Bars bars={bars(now.metrics, 'molnos_invocations_total', 'outcome', outcomeWords, (name) => name !== 'answered' && name !== 'caller_left')} /></section>
            <section class="panel"><h2>On the disk</h2><Bars format={bytes} bars={[...bars(now.metrics, 'molnos_store_bytes', 'store', storeWords), { name: 'objects', title: 'Contents of objects', value: now.metrics.sum('molnos_storage_bytes') }]} />
              <p class="faint">{count(now.metrics.sum('molnos_storage_objects'), 'object')} in {count(now.metrics.sum('molnos_storage_buckets'), 'bucket')}</p></section>
            <Events metrics={now.metrics} />
          </div>
        </>
      )}
    </>
  );
}

function Figures({ now: { metrics, rates } }: { now: Look }) {
  const rate = (value: number | undefined) => value === undefined ? '–' : value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 });
  return (
    <dl class="figures even">
      <div><dt>Requests a second</dt><dd>{rate(rates?.requests)}</dd></div>
      <div><dt>Failed (5xx) a second</dt><dd class={rates && rates.errors > 0 ? 'bad' : ''}>{rate(rates?.errors)}</dd></div>
      <div><dt>p95, at most</dt><dd>{milliseconds(rates?.p95Ms)}</dd></div>
      <div><dt>Calls in flight</dt><dd>{metrics.sum('molnos_invocations_in_flight')}</dd></div>
      <div><dt>Waiting for a worker</dt><dd class={metrics.sum('molnos_queue_length') > 0 ? 'care' : ''}>{metrics.sum('molnos_queue_length')}</dd></div>
    </dl>
  );
}

function Isolation({ readiness: { isolation, checks } }: { readiness: Readiness }) {
  return (
    <section class="panel">
      <h2>Isolation {isolation && <Pill kind={isolation.level === 'full' ? 'ok' : isolation.level === 'degraded' ? 'care' : 'off'}>{isolation.level}</Pill>}</h2>
      <p>{levelWords[isolation?.level ?? ''] ?? 'The server has not said yet how workers are walled off.'}</p>
      {isolation && isolation.missing.length > 0 && <ul>{isolation.missing.map((wall) => <li key={wall}>{wall}</li>)}</ul>}
      <h3>Readiness</h3>
      <ul class="plain row">{checks.map((check) => <li key={check.name}><Pill kind={check.ready ? 'ok' : 'off'}>{checkWords[check.name] ?? check.name}</Pill> <span class="faint">{check.detail}</span></li>)}</ul>
    </section>
  );
}

function Events({ metrics }: { metrics: Metrics }) {
  return (
    <section class="panel">
      <h2>Events</h2>
      <dl class="facts">
        <dt>Emitted</dt><dd>{metrics.sum('molnos_events_emitted_total').toLocaleString('en')}</dd>
        <dt>Deliveries waiting</dt><dd>{metrics.sum('molnos_event_deliveries_waiting').toLocaleString('en')}, of them running {metrics.sum('molnos_event_deliveries_running').toLocaleString('en')}</dd>
        <dt>Dead letters made</dt><dd>{metrics.sum('molnos_event_deliveries_total', (labels) => labels['outcome'] === 'dead').toLocaleString('en')}</dd>
        <dt>Fetches of functions</dt><dd>{metrics.sum('molnos_fetch_total').toLocaleString('en')}, {metrics.sum('molnos_fetch_open')} open</dd>
        <dt>Denied</dt><dd>{metrics.sum('molnos_audit_denials_total').toLocaleString('en')}, requests and calls of functions</dd>
      </dl>
    </section>
  );
}

/** What a metric has counted, in the order of the words for it, so that nothing changes its place. What never happened is left out, but for the first. */
function bars(metrics: Metrics, name: string, label: string, words: Record<string, string>, isBad: (value: string) => boolean = () => false): Bar[] {
  const values = new Map(metrics.by(name, label));
  const names = [...new Set([...Object.keys(words), ...values.keys()])];
  return names.map((one) => ({ name: one, title: words[one] ?? one, value: values.get(one) ?? 0, isBad: isBad(one) })).filter((bar, index) => index === 0 || bar.value > 0);
}

function count(number: number, thing: string): string {
  return `${number.toLocaleString('en')} ${thing}${number === 1 ? '' : 's'}`;
}

/** "Version 0.1.0, up for 3 days". */
function about(metrics: Metrics): string {
  const version = metrics.all('molnos_build_info')[0]?.labels['version'];
  const seconds = Math.max(0, Date.now() / 1000 - metrics.sum('molnos_start_timestamp_seconds'));
  const [count, unit] = seconds < 120 ? [seconds, 'second'] : seconds < 7200 ? [seconds / 60, 'minute'] : seconds < 172_800 ? [seconds / 3600, 'hour'] : [seconds / 86_400, 'day'];
  return `Version ${version ?? 'unknown'}, up for ${Math.floor(count)} ${unit}${Math.floor(count) === 1 ? '' : 's'}. Looked at every two seconds.`;
}
