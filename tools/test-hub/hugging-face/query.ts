import { invalid, type Refusal } from './refusals.ts';

/** What `expand` may ask for, of what the hub keeps about a repository. */
const EXPANDABLE = [
  'author',
  'baseModels',
  'cardData',
  'config',
  'createdAt',
  'disabled',
  'downloads',
  'downloadsAllTime',
  'gated',
  'gguf',
  'lastModified',
  'library_name',
  'likes',
  'pipeline_tag',
  'private',
  'securityFileStatus',
  'sha',
  'siblings',
  'tags',
  'trendingScore',
  'usedStorage',
] as const;
export type Expandable = (typeof EXPANDABLE)[number];

/** The first thing wrong with a query; the answer is a 400 that says it. */
export class WrongQuery extends Error {
  get refusal(): Refusal {
    return invalid(this.message);
  }
}

export const isTrue = (text: string | null): boolean => text === 'true' || text === '1';

const isExpandable = (text: string): text is Expandable => EXPANDABLE.some((one) => one === text);

/**
 * `expand` may be repeated, with or without brackets.
 * @throws WrongQuery
 */
export function expandOf(query: URLSearchParams): readonly Expandable[] {
  return [...query.getAll('expand'), ...query.getAll('expand[]')].map((name) => {
    if (!isExpandable(name)) throw new WrongQuery(`Invalid expand parameter: ${name}`);
    return name;
  });
}
