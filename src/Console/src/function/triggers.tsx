import type { Trigger } from '../model/types.ts';

const types: { type: Trigger['type']; title: string }[] = [{ type: 'http', title: 'HTTP' }, { type: 'event', title: 'Event' }, { type: 'schedule', title: 'Schedule' }];

/** What makes a function run: at most one HTTP trigger, and any number of events and schedules. */
export function TriggerEditor({ triggers, onChange }: { triggers: Trigger[]; onChange: (triggers: Trigger[]) => void }) {
  const set = (index: number, trigger: Trigger) => onChange(triggers.map((one, at) => at === index ? trigger : one));
  const add = (type: Trigger['type']) => onChange([...triggers, type === 'event' ? { type, eventName: '' } : type === 'schedule' ? { type, cron: '0 * * * *' } : { type }]);
  return (
    <div class="stack">
      {triggers.map((trigger, index) => (
        <div class="row" key={index}>
          <strong class="kind">{types.find((one) => one.type === trigger.type)!.title}</strong>
          {trigger.type === 'event' && <label class="grow"><span class="hidden">Name of the event</span><input required placeholder="order.created" value={trigger.eventName ?? ''} onInput={(event) => set(index, { ...trigger, eventName: event.currentTarget.value })} /></label>}
          {trigger.type === 'schedule' && (
            <>
              <label class="grow"><span class="hidden">Cron</span><input required placeholder="0 * * * *" title="minute hour day month weekday" value={trigger.cron ?? ''} onInput={(event) => set(index, { ...trigger, cron: event.currentTarget.value })} /></label>
              <label><span class="hidden">Time zone</span><input placeholder="UTC" value={trigger.timeZone ?? ''} onInput={(event) => set(index, zoned(trigger, event.currentTarget.value))} /></label>
            </>
          )}
          {trigger.type === 'http' && <span class="grow faint">at its address</span>}
          <button type="button" class="quiet" aria-label={`Remove trigger ${index + 1}`} onClick={() => onChange(triggers.filter((_, at) => at !== index))}>Remove</button>
        </div>
      ))}
      <div class="row">{types.filter((one) => one.type !== 'http' || !triggers.some((trigger) => trigger.type === 'http')).map((one) => <button type="button" key={one.type} onClick={() => add(one.type)}>Add {one.title}</button>)}</div>
    </div>
  );
}

function zoned(trigger: Trigger, timeZone: string): Trigger {
  const { timeZone: _, ...rest } = trigger;
  return timeZone === '' ? rest : { ...rest, timeZone };
}
