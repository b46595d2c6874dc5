/** Where a request goes, of the addresses the product uses. */
export type Route =
  | { readonly kind: 'list' }
  | { readonly kind: 'whoami' }
  | { readonly kind: 'info'; readonly id: string; readonly revision: string }
  | {
      readonly kind: 'tree';
      readonly id: string;
      readonly revision: string;
      readonly folder: string;
    }
  | { readonly kind: 'paths'; readonly id: string; readonly revision: string }
  | { readonly kind: 'auth-check'; readonly id: string }
  | {
      readonly kind: 'resolve' | 'cached';
      readonly id: string;
      readonly revision: string;
      readonly path: string;
    };

/** `owner/name`; the oldest repositories are one word. */
const ID = '(?<id>[^/]+(?:/[^/]+)?)';
const REVISION = '(?<revision>[^/]+)';

const route = (pattern: string): RegExp => new RegExp(`^${pattern}$`);

const MODEL = '/api/models';
const PATTERNS: readonly (readonly [Route['kind'], RegExp])[] = [
  ['list', route(MODEL)],
  ['whoami', route('/api/whoami-v2')],
  ['cached', route(`/api/resolve-cache/models/${ID}/(?<revision>[0-9a-f]{40})/(?<path>.+)`)],
  ['tree', route(`${MODEL}/${ID}/tree/${REVISION}(?:/(?<path>.+))?`)],
  ['paths', route(`${MODEL}/${ID}/paths-info/${REVISION}`)],
  ['info', route(`${MODEL}/${ID}/revision/${REVISION}`)],
  ['auth-check', route(`${MODEL}/${ID}/auth-check`)],
  ['info', route(`${MODEL}/${ID}`)],
  ['resolve', route(`/${ID}/resolve/${REVISION}/(?<path>.+)`)],
];

/** @returns undefined for an address that is none of them */
export function routeOf(pathname: string): Route | undefined {
  for (const [kind, pattern] of PATTERNS) {
    const match = pattern.exec(pathname);
    if (match !== null) return routeWith(kind, match.groups ?? {});
  }
  return undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // then no file has this name
  }
}

function routeWith(kind: Route['kind'], groups: Readonly<Record<string, string>>): Route {
  const id = groups['id'] ?? ''; // not decoded: the hub takes owner%2Fname for no id
  const revision = decode(groups['revision'] ?? 'main');
  const path = decode(groups['path'] ?? '');
  switch (kind) {
    case 'list':
    case 'whoami':
      return { kind };
    case 'auth-check':
      return { kind, id };
    case 'info':
    case 'paths':
      return { kind, id, revision };
    case 'tree':
      return { kind, id, revision, folder: path };
    case 'resolve':
    case 'cached':
      return { kind, id, revision, path };
  }
}
