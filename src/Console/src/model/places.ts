import type { IconName } from '../parts/icon.tsx';
import { can, holdsAny } from './session.ts';

/** A page of the navigation, and who has something to see there. */
export interface Place { path: string; title: string; icon: IconName; isOpen: () => boolean }

/** Everything that the console shows, in the order in which it is looked for. */
const groups: { title: string; places: Place[] }[] = [
  { title: 'Build', places: [
    { path: '/functions', title: 'Functions', icon: 'function', isOpen: () => can('functions.read') },
    { path: '/routes', title: 'Routes', icon: 'route', isOpen: () => holdsAny('routes') },
    { path: '/events', title: 'Events', icon: 'event', isOpen: () => can('events.read') },
  ] },
  { title: 'Data', places: [
    { path: '/tables', title: 'Tables', icon: 'table', isOpen: () => holdsAny('databases') },
    { path: '/buckets', title: 'Buckets', icon: 'bucket', isOpen: () => holdsAny('storage') },
    { path: '/schemas', title: 'Schemas', icon: 'schema', isOpen: () => holdsAny('schemas') },
  ] },
  { title: 'Server', places: [
    { path: '/platform', title: 'Platform', icon: 'platform', isOpen: () => can('metrics.read') },
    { path: '/logs', title: 'Logs', icon: 'log', isOpen: () => can('observability.log.read') },
    { path: '/audit', title: 'Audit log', icon: 'audit', isOpen: () => can('audit.read') },
    { path: '/access', title: 'Access', icon: 'key', isOpen: () => true },
  ] },
];

/** What whoever is signed in may look at. */
export function openPlaces(): { title: string; places: Place[] }[] {
  return groups.map((group) => ({ ...group, places: group.places.filter((place) => place.isOpen()) })).filter((group) => group.places.length > 0);
}
