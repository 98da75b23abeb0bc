/** A route as the API shows and takes it. */
export interface Route { name: string; match: Match; order: number; function?: string; upstreams?: Upstreams; createdAt: string; updatedAt: string }

export interface Match { path: string; hosts?: string[]; methods?: string[]; headers?: { name: string; mode?: string; values?: string[] }[] }

export interface Upstreams { destinations: Record<string, { address: string; health?: string }>; loadBalancing?: string | undefined; timeoutMs?: number | undefined; healthCheck?: { active?: { path?: string }; passive?: object } | undefined; transforms?: object[] }

/** What a put takes. */
export interface Draft { match: Match; order: number; function?: string | undefined; upstreams?: Upstreams | undefined }

/** What a route takes and where that goes, as somebody would say it. */
export function routeWords({ match, function: name, upstreams }: Draft): { what: string; addresses: string[]; where: string } {
  const hosts = match.hosts?.length ? match.hosts : [''];
  const addresses = hosts.map((host) => host + match.path.replace(/\{\*\*?[^}]*\}/g, '*'));
  const methods = match.methods?.length ? `${or(match.methods)} requests` : 'Requests';
  const headers = (match.headers ?? []).map((header) => `${header.name} ${modes[header.mode ?? 'exact'] ?? header.mode} ${or(header.values ?? [])}`.trim());
  const targets = Object.values(upstreams?.destinations ?? {}).map((one) => one.address);
  return {
    what: `${methods}${headers.length > 0 ? ` whose ${headers.join(' and ')}` : ''} for`,
    addresses,
    where: name !== undefined ? (name === '' ? 'go to a function that is still to be chosen' : `go to the function ${name}`) : targets.join('') === '' ? 'go on to a server that is still to be named' : `go on to ${targets.length > 1 ? 'one of ' : ''}${or(targets)}`,
  };
}

const modes: Record<string, string> = { exact: 'is', prefix: 'begins with', contains: 'contains', notContains: 'does not contain', exists: 'is there', notExists: 'is missing' };

function or(words: string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
