/**
 * Whether a held permission covers a wanted one, as the server decides it; here only to hide what would be refused.
 * A permission is `service[.resource].action[:target]`; each part may be `*`, and `service.*` covers all below.
 */
export function covers(held: string, wanted: string): boolean {
  const [heldName = '', heldTarget] = split(held);
  const [wantedName = '', wantedTarget] = split(wanted);
  if (heldTarget !== undefined && heldTarget !== '*' && heldTarget !== wantedTarget) return false;
  const [have, want] = [heldName.split('.'), wantedName.split('.')];
  for (const [index, part] of have.entries()) {
    if (part === '*' && index === have.length - 1) return true;
    if (part !== '*' && part !== want[index]) return false;
  }
  return have.length === want.length;
}

function split(permission: string): [string, string | undefined] {
  const colon = permission.indexOf(':');
  return colon < 0 ? [permission, undefined] : [permission.slice(0, colon), permission.slice(colon + 1)];
}
