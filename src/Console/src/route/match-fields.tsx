import { useState } from 'preact/hooks';
import { Field } from '../parts/basics.tsx';
import type { Match } from './route.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Which requests a route takes. */
export function MatchFields({ match, order, onChange }: { match: Match; order: number; onChange: (match: Match, order: number) => void }) {
  const chosen = match.methods ?? [];
  // As typed: a comma at the end says that another host follows.
  const [hosts, setHosts] = useState((match.hosts ?? []).join(', '));
  const [place, setPlace] = useState(String(order));
  const toggle = (method: string) => onChange({ ...match, methods: chosen.includes(method) ? chosen.filter((one) => one !== method) : [...chosen, method] }, order);
  return (
    <section class="panel">
      <h2>Which requests</h2>
      <div class="two">
        <Field label="Hosts" hint="With commas between; *.example.test takes all below. None: every host.">
          <input spellcheck={false} placeholder="api.example.test" value={hosts} onInput={(event) => { setHosts(event.currentTarget.value); onChange({ ...match, hosts: words(event.currentTarget.value) }, order); }} />
        </Field>
        <Field label="Path" hint="{id} is one segment, {**rest} at the end all that follows.">
          <input required spellcheck={false} maxLength={1024} placeholder="/orders/{**rest}" value={match.path} onInput={(event) => onChange({ ...match, path: event.currentTarget.value }, order)} />
        </Field>
      </div>
      <fieldset><legend>Methods; none ticked is all of them</legend>
        <div class="row">{[...new Set([...methods, ...chosen])].map((method) => <label key={method} class="check"><input type="checkbox" checked={chosen.includes(method)} onChange={() => toggle(method)} /> {method}</label>)}</div>
      </fieldset>
      <Field label="Order" hint="Of several routes that fit, the lower goes first.">
        <input class="short" type="number" min={-1000000} max={1000000} value={place} onInput={(event) => { setPlace(event.currentTarget.value); onChange(match, event.currentTarget.valueAsNumber || 0); }} />
      </Field>
      {match.headers && match.headers.length > 0 && <p class="faint">It also asks for headers ({match.headers.map((header) => header.name).join(', ')}); edit them as JSON.</p>}
    </section>
  );
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}
