import { useRef } from 'preact/hooks';
import { api } from '../model/session.ts';
import { useLoaded } from '../parts/use-loaded.ts';
import { Metrics, quantile } from './metrics.ts';

export interface Readiness { ready: boolean; isolation?: { level: string; missing: string[] }; checks: { name: string; ready: boolean; detail?: string }[] }

export interface Rates { requests: number; errors: number; p95Ms?: number }

export interface Look { at: number; metrics: Metrics; readiness: Readiness; rates?: Rates }

export const everyMs = 2000;

/** As many looks as are kept: two minutes. */
export const mostLooks = 61;
const window = 30;

/** Looks at the server again and again while the page is seen, and keeps what it saw last. */
export function useWatch(): { looks: Look[]; error: unknown; reload: () => void } {
  const looks = useRef<Look[]>([]);
  const { value, error, reload } = useLoaded(async (signal) => {
    const [metrics, readiness] = await Promise.all([api().bytes('GET', '/metrics', { signal }).then((answer) => answer.text()), api().raw('/health/ready', { signal }).then((answer) => answer.json() as Promise<Readiness>)]);
    const look: Look = { at: performance.now(), metrics: new Metrics(metrics), readiness };
    const rates = ratesOf(looks.current, look);
    looks.current = [...looks.current.slice(1 - mostLooks), rates ? { ...look, rates } : look];
    return looks.current;
  }, [], everyMs);
  return { looks: value ?? [], error, reload };
}

/** How much came since the look before; undefined at the first, and when the server was started anew. */
function ratesOf(before: Look[], now: Look): Rates | undefined {
  const last = before.at(-1);
  const seconds = last && (now.at - last.at) / 1000;
  if (!last || !seconds || total(now.metrics) < total(last.metrics)) return undefined;
  const failed = (metrics: Metrics) => metrics.sum('molnos_http_requests_total', (labels) => labels['status'] === '5xx');
  const p95 = quantile('molnos_http_request_duration_seconds', 0.95, before.at(-window)?.metrics ?? before[0]!.metrics, now.metrics);
  return { requests: (total(now.metrics) - total(last.metrics)) / seconds, errors: (failed(now.metrics) - failed(last.metrics)) / seconds, ...(p95 === undefined ? {} : { p95Ms: p95 * 1000 }) };
}

function total(metrics: Metrics): number {
  return metrics.sum('molnos_http_requests_total');
}
