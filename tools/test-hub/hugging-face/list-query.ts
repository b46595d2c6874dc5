import { type Expandable, expandOf, isTrue, WrongQuery } from './query.ts';

const SORTS = ['downloads', 'likes', 'lastModified', 'createdAt', 'trendingScore'] as const;
export type Sort = (typeof SORTS)[number];

export interface ListQuery {
  /** Every word must stand in the id: the hub does not search descriptions. */
  readonly words: readonly string[];
  readonly author: string | undefined;
  readonly filters: readonly string[];
  readonly pipelineTag: string | undefined;
  readonly parameters: { readonly min: number; readonly max: number } | undefined;
  readonly sort: Sort;
  readonly limit: number;
  readonly full: boolean;
  readonly config: boolean;
  readonly expand: readonly Expandable[];
  /** The last id of the page before. */
  readonly after: string | undefined;
}

const MAX_LIMIT = 1000;
const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, B: 1e9, T: 1e12 };

const isSort = (text: string): text is Sort => SORTS.some((sort) => sort === text);

function numberOfParameters(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([KMBT]?)$/i.exec(text);
  if (match === null) throw new WrongQuery(`Invalid num_parameters: ${text}`);
  const [, digits = '', unit = ''] = match;
  return Number(digits) * (UNITS[unit.toUpperCase()] ?? 1);
}

/** `min:1000000,max:4B`, either or both. */
function parametersOf(text: string | null): ListQuery['parameters'] {
  if (text === null) return undefined;
  const bounds = { min: 0, max: Number.POSITIVE_INFINITY };
  for (const part of text.split(',')) {
    const [name = '', value = ''] = part.split(':');
    if (name !== 'min' && name !== 'max') throw new WrongQuery(`Invalid num_parameters: ${text}`);
    bounds[name] = numberOfParameters(value);
  }
  return bounds;
}

function limitOf(text: string | null): number {
  if (text === null) return MAX_LIMIT;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new WrongQuery(`Invalid limit: ${text}`);
  }
  return limit;
}

function sortOf(text: string | null): Sort {
  if (text === null) return 'trendingScore';
  if (!isSort(text)) throw new WrongQuery(`Invalid sort parameter: ${text}`);
  return text;
}

/** A cursor is opaque to clients: the last id, in base64. */
export const cursorAfter = (id: string): string =>
  Buffer.from(JSON.stringify({ after: id })).toString('base64url');

function afterOf(cursor: string | null): string | undefined {
  if (cursor === null) return undefined;
  const match = /^\{"after":"([^"]+)"\}$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (match === null) throw new WrongQuery('Invalid cursor');
  return match[1];
}

/**
 * What is asked of the list. Names it does not know (`library`, `direction`) count for nothing.
 * @throws WrongQuery
 */
export function listQueryOf(query: URLSearchParams): ListQuery {
  const full = isTrue(query.get('full'));
  const config = isTrue(query.get('config'));
  const expand = expandOf(query);
  if (expand.length > 0 && (full || config)) {
    throw new WrongQuery('expand cannot be used with full or config');
  }
  return {
    words: (query.get('search') ?? '').toLowerCase().split(/\s+/).filter(Boolean),
    author: query.get('author')?.toLowerCase(),
    filters: query.getAll('filter').flatMap((filter) => filter.split(',')),
    pipelineTag: query.get('pipeline_tag') ?? undefined,
    parameters: parametersOf(query.get('num_parameters')),
    sort: sortOf(query.get('sort')),
    limit: limitOf(query.get('limit')),
    full,
    config,
    expand,
    after: afterOf(query.get('cursor')),
  };
}
