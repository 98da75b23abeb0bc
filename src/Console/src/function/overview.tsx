import { api } from '../model/session.ts';
import { ago, milliseconds, shell } from '../model/format.ts';
import { Copy, Problem } from '../parts/basics.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { Charts } from './charts.tsx';
import { bindingText, triggerText } from './words.ts';
import type { TabProps } from '../pages/function.tsx';
import type { FunctionStats } from '../model/types.ts';

/** What the function is, how to call it, how it does. */
export function Overview({ config }: TabProps) {
  const { value, error } = useLoaded((signal) => api().get<{ stats: { functions: FunctionStats[] } }>('/functions/stats', signal), [config.id], 3000);
  const stats = value?.stats.functions.find((one) => one.id === config.id);
  const url = location.origin + config.endpoint;
  const isHttp = config.triggers.some((trigger) => trigger.type === 'http');
  const curl = `curl ${shell(url)}${config.allowUnauthenticated ? '' : " -H \"Authorization: Bearer $MOLNOS_TOKEN\""}`;
  return (
    <div class="stack">
      <Problem error={error} />
      <dl class="figures">
        <div><dt>Calls</dt><dd>{stats?.invocations ?? '–'}</dd></div>
        <div><dt>Errors</dt><dd class={stats && stats.errors > 0 ? 'bad' : ''}>{stats?.errors ?? '–'}</dd></div>
        <div><dt>Timeouts</dt><dd class={stats && stats.timeouts > 0 ? 'bad' : ''}>{stats?.timeouts ?? '–'}</dd></div>
        <div><dt>p50</dt><dd>{milliseconds(stats?.invocations ? stats.p50Ms : undefined)}</dd></div>
        <div><dt>p95</dt><dd>{milliseconds(stats?.invocations ? stats.p95Ms : undefined)}</dd></div>
        <div><dt>Workers</dt><dd>{stats?.workers ?? '–'}</dd></div>
        <div><dt>Last call</dt><dd>{stats?.lastInvokedAt ? ago(stats.lastInvokedAt) : 'none yet'}</dd></div>
      </dl>
      <p class="faint">Since the server started.</p>
      <Charts id={config.id} />
      {isHttp && (
        <section class="panel">
          <h2>Call it</h2>
          <div class="row"><code class="long">{url}</code><Copy text={url} label="the address" /></div>
          <div class="row"><code class="long">{curl}</code><Copy text={curl} label="the curl command" /></div>
          {!config.allowUnauthenticated && <p class="faint">Callers need the permission <code>functions.execute:{config.id}</code>.</p>}
        </section>
      )}
      <section class="panel">
        <h2>What it is</h2>
        <dl class="facts">
          <dt>Id</dt><dd><code>{config.id}</code></dd>
          <dt>Triggers</dt><dd>{config.triggers.map(triggerText).join(', ')}</dd>
          {config.nextRuns && <><dt>Next runs</dt><dd>{config.nextRuns.map((run) => new Date(run).toLocaleString()).join(', ')}</dd></>}
          <dt>Methods</dt><dd>{config.methods?.join(', ') ?? 'all'}</dd>
          <dt>Acts as</dt><dd><code>{config.serviceAccountId}</code></dd>
          <dt>May reach</dt><dd>{config.bindings?.length ? <ul>{config.bindings.flatMap(bindingText).map((text) => <li key={text}>{text}</li>)}</ul> : 'no service'}</dd>
          {config.context && <><dt>Context</dt><dd>{config.context}</dd></>}
          <dt>Deployed</dt><dd title={config.createdAt}>{ago(config.createdAt)}</dd>
          <dt>Updated</dt><dd title={config.updatedAt}>{ago(config.updatedAt)}</dd>
        </dl>
      </section>
    </div>
  );
}
