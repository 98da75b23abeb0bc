import type { Binding, Permission, Trigger } from '../model/types.ts';

export function triggerText(trigger: Trigger): string {
  switch (trigger.type) {
    case 'http': return 'HTTP';
    case 'event': return `event ${trigger.eventName}`;
    case 'schedule': return `${trigger.cron}${trigger.timeZone ? ` (${trigger.timeZone})` : ''}`;
  }
}

/** What each service's resources are called, what can be done there, and what those are in words. */
export const services: Record<string, { resource: string; actions: string[]; title: string; example: string }> = {
  databases: { resource: 'table', actions: ['read', 'write', 'create', 'delete'], title: 'Databases', example: 'users-table' },
  storage: { resource: 'bucket', actions: ['read', 'write'], title: 'Storage', example: 'uploads' },
  events: { resource: 'event', actions: ['emit'], title: 'Events', example: 'order.created' },
  schemas: { resource: 'schema', actions: ['read'], title: 'Schemas', example: 'order' },
  observability: { resource: 'log', actions: ['write'], title: 'Observability', example: 'billing' },
  functions: { resource: 'function', actions: ['execute'], title: 'Functions', example: 'prices' },
  http: { resource: 'host', actions: ['fetch'], title: 'HTTP', example: 'api.example.com' },
};

/** A binding in words: "May read and write the table users." */
export function bindingText(binding: Binding): string[] {
  return (binding.permissions.length === 0 ? [{}] : binding.permissions).map((permission) => permissionText(binding.service, permission));
}

function permissionText(service: string, permission: Permission): string {
  const resource = permission.resource ?? services[service]?.resource ?? 'resource';
  const actions = permission.actions?.length ? list(permission.actions) : 'do everything with';
  if (permission.targets?.length) return `May ${actions} the ${resource}${permission.targets.length > 1 ? 's' : ''} ${list(permission.targets)}.`;
  return permission.resource ? `May ${actions} every ${resource}.` : `May ${actions} the whole service ${service}.`;
}

function list(words: string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
