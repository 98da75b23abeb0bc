import type { IconName } from '../parts/icon.tsx';
import { can } from './session.ts';

/** A page of the navigation, and who has something to see there. */
export interface Place { path: string; title: string; icon: IconName; isOpen: () => boolean }

/** Everything that the console shows, in the order in which it is looked for. */
const groups: { title: string; places: Place[] }[] = [
  { title: 'Build', places: [
    { path: '/functions', title: 'Functions', icon: 'function', isOpen: () => can('functions.read') },
  ] },
];

/** What whoever is signed in may look at. */
export function openPlaces(): { title: string; places: Place[] }[] {
  return groups.map((group) => ({ ...group, places: group.places.filter((place) => place.isOpen()) })).filter((group) => group.places.length > 0);
}
