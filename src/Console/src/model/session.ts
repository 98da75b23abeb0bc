import { computed, signal } from '@preact/signals';
import { Api } from './api.ts';
import { covers } from './permissions.ts';
import type { Identity } from './types.ts';

/**
 * Who is signed in. The key is in this page's memory alone, so a reload asks for it again: functions answer under the same origin, and a
 * page that one of them makes, opened in this tab, could read whatever the browser keeps for that origin.
 */
export const session = signal<{ api: Api; identity: Identity } | undefined>(undefined);

/** Why nobody is signed in any more, for the sign-in page. */
export const farewell = signal('');

export const identity = computed(() => session.value?.identity);

/** Whether whoever is signed in may do something; the server decides all the same. */
export function can(permission: string): boolean {
  return identity.value?.permissions.some((held) => covers(held, permission)) ?? false;
}

/** Whether anything at all of a service is granted, be it one table only. */
export function holdsAny(service: string): boolean {
  return identity.value?.permissions.some((held) => ['*', service].includes(held.split(/[.:]/, 1)[0]!)) ?? false;
}

/** The resources that a permission is granted on by name. */
export function namedTargets(permission: string): string[] {
  return (identity.value?.permissions ?? []).flatMap((held) => held.startsWith(`${permission}:`) ? [held.slice(permission.length + 1)] : []).filter((name) => name !== '*');
}

export function api(): Api {
  if (!session.value) throw new Error('Nobody is signed in.');
  return session.value.api;
}

export async function signIn(token: string): Promise<void> {
  const candidate = new Api(token, () => signOut('Your key is not valid any more. Sign in again.'));
  const who = await candidate.get<Identity>('/identity/whoami');
  farewell.value = '';
  session.value = { api: candidate, identity: who };
}

export function signOut(reason = ''): void {
  farewell.value = reason;
  session.value = undefined;
}
