import type { Repository, Revision } from '../catalogue/repository.ts';
import type { RepositorySpec } from '../catalogue/spec.ts';
import type { Expandable } from './query.ts';

export type Row = Readonly<Record<string, unknown>>;

/** The tags the hub shows: the owner's own, and those it makes of the card. */
export function tagsOf(spec: RepositorySpec): readonly string[] {
  const { license, base_model: base } = spec;
  return [
    ...(spec.files.some(({ path }) => path.endsWith('.gguf')) ? ['gguf'] : []),
    ...(spec.pipeline_tag === undefined ? [] : [spec.pipeline_tag]),
    ...(spec.tags ?? []),
    ...(base === undefined ? [] : [`base_model:${base}`, `base_model:quantized:${base}`]),
    ...(license === undefined ? [] : [`license:${license}`]),
    'region:us',
  ];
}

const sizesOf = ({ files }: Revision): number[] =>
  [...files.values()].flatMap((file) => (file.path.endsWith('.gguf') ? file.content.size : []));

function ggufOf({ spec, head }: Repository): Row | undefined {
  if (spec.gguf === undefined) return undefined;
  const tokens = { bos_token: '<s>', eos_token: '<|im_end|>' };
  // Of one file, the largest in the sample; no sum.
  return { ...spec.gguf, ...tokens, totalFileSize: Math.max(0, ...sizesOf(head)) };
}

const cardOf = ({ license, base_model, pipeline_tag }: RepositorySpec): Row => ({
  ...(license !== undefined && { license }),
  ...(base_model !== undefined && { base_model }),
  ...(pipeline_tag !== undefined && { pipeline_tag }),
});

const baseModelsOf = ({ base_model: id }: RepositorySpec): Row | undefined =>
  id === undefined ? undefined : { relation: 'quantized', models: [{ id }] };

/** One of the things that can be asked about a repository; undefined is left out of the JSON. */
export function property(repository: Repository, name: Expandable): unknown {
  const { spec, head } = repository;
  switch (name) {
    case 'author':
      return spec.id.split('/')[0];
    case 'baseModels':
      return baseModelsOf(spec);
    case 'cardData':
      return cardOf(spec);
    case 'config':
      return {};
    case 'createdAt':
      return spec.created;
    case 'disabled':
      return spec.disabled ?? false;
    case 'downloads':
      return spec.downloads;
    case 'downloadsAllTime':
      return spec.downloads * 10;
    case 'gated':
      return spec.gated ?? false;
    case 'gguf':
      return ggufOf(repository);
    case 'lastModified':
      return head.commit.date;
    case 'library_name':
      return 'gguf';
    case 'likes':
      return spec.likes;
    case 'pipeline_tag':
      return spec.pipeline_tag;
    case 'private':
      return spec.private ?? false;
    case 'securityFileStatus':
      return { scansDone: true, filesWithIssues: [] };
    case 'sha':
      return head.commit.id;
    case 'siblings':
      return [...head.files.keys()].map((rfilename) => ({ rfilename }));
    case 'tags':
      return tagsOf(spec);
    case 'trendingScore':
      return spec.trending ?? 0;
    case 'usedStorage':
      return sizesOf(head).reduce((sum, size) => sum + size, 0);
  }
}

export const propertiesOf = (repository: Repository, names: readonly Expandable[]): Row =>
  Object.fromEntries(names.map((name) => [name, property(repository, name)]));

const ALWAYS: readonly Expandable[] = [
  'likes',
  'trendingScore',
  'private',
  'downloads',
  'tags',
  'pipeline_tag',
  'library_name',
  'createdAt',
];
export const FULL: readonly Expandable[] = [
  'author',
  'sha',
  'lastModified',
  'gated',
  'disabled',
  'siblings',
];

/** A repository in the list. */
export function rowOf(
  repository: Repository,
  { expand, full, config }: { expand: readonly Expandable[]; full: boolean; config: boolean },
): Row {
  const { id, number } = repository;
  if (expand.length > 0) return { _id: number, id, ...propertiesOf(repository, expand) };
  const more: readonly Expandable[] = [
    ...(full ? FULL : []),
    ...(config ? ['config' as const] : []),
  ];
  return { _id: number, id, modelId: id, ...propertiesOf(repository, [...ALWAYS, ...more]) };
}

/** A repository by itself. */
export function infoOf(repository: Repository): Row {
  const more: readonly Expandable[] = ['cardData', 'config', 'gguf', 'usedStorage'];
  const { id, number } = repository;
  return {
    _id: number,
    id,
    modelId: id,
    ...propertiesOf(repository, [...ALWAYS, ...FULL, ...more]),
  };
}
