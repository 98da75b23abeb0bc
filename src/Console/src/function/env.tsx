export interface EnvRow { name: string; value: string; isSecret: boolean; isKept: boolean }

type Shown = Record<string, string | { secret: true }>;

export function envRows(env: Shown): EnvRow[] {
  return Object.entries(env).map(([name, value]) => typeof value === 'string' ? { name, value, isSecret: false, isKept: false } : { name, value: '', isSecret: true, isKept: true });
}

/**
 * The environment to send, or nothing where it is as it was. The server replaces it whole and never shows a secret, so a change while a
 * secret stands unseen needs that secret again.
 */
export function envOf(rows: EnvRow[], before: Shown): Record<string, unknown> | undefined {
  if (JSON.stringify(rows) === JSON.stringify(envRows(before))) return undefined;
  const unseen = rows.filter((row) => row.isKept);
  if (unseen.length > 0) throw new Error(`To change the environment, give the secret${unseen.length > 1 ? 's' : ''} ${unseen.map((row) => row.name).join(', ')} again: the server replaces it whole, and shows no secret.`);
  return Object.fromEntries(rows.map((row) => [row.name, row.isSecret ? { secret: row.value } : row.value]));
}

/** Variables of the function's process, secrets without their values. */
export function EnvEditor({ rows, onChange }: { rows: EnvRow[]; onChange: (rows: EnvRow[]) => void }) {
  const set = (index: number, part: Partial<EnvRow>) => onChange(rows.map((one, at) => at === index ? { ...one, ...part } : one));
  return (
    <div class="stack">
      {rows.map((row, index) => (
        <div class="row" key={index}>
          <label><span class="hidden">Name</span><input required placeholder="NAME" value={row.name} onInput={(event) => set(index, { name: event.currentTarget.value })} /></label>
          <label class="grow"><span class="hidden">Value of {row.name}</span>
            {row.isSecret
              ? <input type="password" autocomplete="off" placeholder={row.isKept ? 'kept, not shown' : 'value'} value={row.value} onInput={(event) => set(index, { value: event.currentTarget.value, isKept: false })} />
              : <input autocomplete="off" placeholder="value" value={row.value} onInput={(event) => set(index, { value: event.currentTarget.value })} />}
          </label>
          <label class="check"><input type="checkbox" checked={row.isSecret} disabled={row.isKept} onChange={(event) => set(index, { isSecret: event.currentTarget.checked })} /> secret</label>
          <button type="button" class="quiet" aria-label={`Remove ${row.name}`} onClick={() => onChange(rows.filter((_, at) => at !== index))}>Remove</button>
        </div>
      ))}
      <div class="row"><button type="button" onClick={() => onChange([...rows, { name: '', value: '', isSecret: false, isKept: false }])}>Add variable</button></div>
    </div>
  );
}
