import { PageHead, Tabs } from '../parts/page.tsx';
import { DeadLetters } from '../event/dead-letters.tsx';
import { RecentEvents } from '../event/recent.tsx';
import { Schedules, Subscriptions } from '../event/listeners.tsx';
import { can } from '../model/session.ts';
import type { PageProps } from '../app.tsx';

/** What happens by events: what went wrong, what came, who listens, and what the clock starts. */
export function EventsPage({ below: [part = ''] }: PageProps) {
  const parts = [
    { id: '', title: 'Dead letters', View: DeadLetters },
    { id: 'recent', title: 'Recent events', View: RecentEvents },
    ...(can('functions.read') ? [{ id: 'subscriptions', title: 'Subscriptions', View: Subscriptions }, { id: 'schedules', title: 'Schedules', View: Schedules }] : []),
  ];
  const chosen = parts.find((one) => one.id === part) ?? parts[0]!;
  return (
    <>
      <PageHead title="Events" lead="Whoever emits an event hears once it is on disk; each function that listens gets it, is tried again when it fails, and leaves a dead letter when it keeps failing." />
      <Tabs label="Events" tabs={parts.map((one) => ({ to: address(one.id), title: one.title }))} current={address(chosen.id)} />
      <chosen.View />
    </>
  );
}

function address(id: string): string {
  return id ? `/events/${id}` : '/events';
}
