const services: Record<string, string> = {
  functions: 'functions', databases: 'tables', storage: 'buckets', events: 'events', schemas: 'schemas', routes: 'routes', identity: 'accounts and roles', audit: 'the audit log', metrics: 'figures of the server', observability: 'the log', backups: 'backups',
};

/** A permission as somebody would say it: "read tables, only users". */
export function permissionWords(permission: string): string {
  if (permission === '*') return 'everything';
  const colon = permission.indexOf(':');
  const [name, target] = colon < 0 ? [permission, undefined] : [permission.slice(0, colon), permission.slice(colon + 1)];
  const [service = '', ...rest] = name.split('.');
  const action = rest.at(-1) ?? '*';
  const things = services[service] ?? service;
  const said = rest[0] === 'bindings' ? 'bind functions to services' : action === '*' ? `everything with ${things}` : `${action} ${rest[0] === 'upstreams' ? 'routes to other servers' : things}`;
  return target === undefined || target === '*' ? said : `${said}, only ${target}`;
}

/** What the server asks for somewhere, for whoever writes a role. */
export const knownPermissions = [
  '*', 'functions.*', 'functions.read', 'functions.create', 'functions.update', 'functions.delete', 'functions.execute', 'functions.bindings.create',
  'databases.*', 'databases.read', 'databases.table.read', 'databases.table.write', 'databases.table.create', 'databases.table.delete',
  'storage.*', 'storage.read', 'storage.bucket.read', 'storage.bucket.write', 'storage.bucket.create', 'storage.bucket.update', 'storage.bucket.delete',
  'events.*', 'events.read', 'events.event.emit', 'events.redrive', 'events.delete',
  'schemas.*', 'schemas.read', 'schemas.create', 'schemas.schema.read', 'schemas.schema.delete',
  'routes.*', 'routes.read', 'routes.route.read', 'routes.route.write', 'routes.route.delete', 'routes.upstreams.write',
  'observability.log.read', 'observability.log.write', 'identity.*', 'identity.read', 'identity.create', 'identity.update', 'identity.delete', 'audit.read', 'metrics.read', 'backups.create',
];
