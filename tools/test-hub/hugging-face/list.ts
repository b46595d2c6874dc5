import type { Repository } from '../catalogue/repository.ts';
import { type Caller, mayKnow } from './access.ts';
import { cursorAfter, type ListQuery, type Sort } from './list-query.ts';
import { tagsOf } from './row.ts';

function sortKey({ spec, head }: Repository, sort: Sort): number {
  switch (sort) {
    case 'downloads':
      return spec.downloads;
    case 'likes':
      return spec.likes;
    case 'trendingScore':
      return spec.trending ?? 0;
    case 'createdAt':
      return Date.parse(spec.created);
    case 'lastModified':
      return Date.parse(head.commit.date);
  }
}

function hasParameters({ spec }: Repository, { parameters }: ListQuery): boolean {
  if (parameters === undefined) return true;
  const total = spec.gguf?.total; // an unknown count is dropped without a word
  return total !== undefined && total >= parameters.min && total <= parameters.max;
}

function matches(repository: Repository, query: ListQuery): boolean {
  const { spec, id } = repository;
  const [owner = ''] = id.toLowerCase().split('/');
  const tags = tagsOf(spec);
  return (
    query.words.every((word) => id.toLowerCase().includes(word)) &&
    (query.author === undefined || owner === query.author) &&
    query.filters.every((filter) => tags.includes(filter)) &&
    (query.pipelineTag === undefined || spec.pipeline_tag === query.pipelineTag) &&
    hasParameters(repository, query)
  );
}

export interface Page {
  readonly repositories: readonly Repository[];
  /** Where the next page begins; undefined on the last. */
  readonly cursor: string | undefined;
}

/** Pure: one page of those who match, the largest first. */
export function pageOf(all: readonly Repository[], query: ListQuery, caller: Caller): Page {
  const sorted = all
    .filter((repository) => mayKnow(caller, repository.spec) && matches(repository, query))
    .toSorted((one, other) => sortKey(other, query.sort) - sortKey(one, query.sort));
  const start = sorted.findIndex(({ id }) => id === query.after) + 1;
  const repositories = sorted.slice(start, start + query.limit);
  const last = repositories.at(-1);
  const isLast = start + query.limit >= sorted.length;
  return { repositories, cursor: isLast || last === undefined ? undefined : cursorAfter(last.id) };
}
