import { routeWords } from './route.ts';
import type { Draft } from './route.ts';

/** A route in words. */
export function Sentence({ route }: { route: Draft }) {
  const { what, addresses, where } = routeWords(route);
  return <span class="sentence">{what} {addresses.map((address, index) => <span key={address}>{index > 0 && (index === addresses.length - 1 ? ' or ' : ', ')}<code>{address}</code></span>)} {where}.</span>;
}
