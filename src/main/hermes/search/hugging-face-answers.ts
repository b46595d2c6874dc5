import * as z from 'zod';
import {
  contextSchema,
  dateSchema,
  downloadsSchema,
  goodOnes,
  likesSchema,
  lineSchema,
  parametersSchema,
  sizeSchema,
} from './plausible.ts';
import type { HubFile } from './quants.ts';

/** `owner/name`; the oldest have no owner. */
const ID = /^(?:[A-Za-z0-9][\w.-]{0,95}\/)?[A-Za-z0-9][\w.-]{0,95}$/;
const MOST_TAGS = 200;

const listedSchema = z.object({
  id: z.string().regex(ID),
  gated: z.enum(['auto', 'manual']).nullable().catch(null).default(null),
  downloads: downloadsSchema,
  likes: likesSchema,
  createdAt: dateSchema,
  lastModified: dateSchema,
  disabled: z.boolean().catch(false).default(false),
  pipeline_tag: lineSchema(64).nullable().catch(null).default(null),
  tags: z.array(z.string().max(200)).max(MOST_TAGS).catch([]).default([]),
});
/** A repository as a list shows it. */
export type ListedRepository = z.infer<typeof listedSchema>;

const NOTHING = { total: null, architecture: null, context_length: null };
const headerSchema = z.object({
  /** Parameters, not bytes. */
  total: parametersSchema,
  architecture: lineSchema(64).nullable().catch(null).default(null),
  context_length: contextSchema,
});

const fileSchema = z.object({
  rfilename: z.string().min(1).max(500),
  size: sizeSchema,
  lfs: z
    .object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) })
    .nullable()
    .catch(null)
    .default(null),
});

const detailedSchema = listedSchema.extend({
  gguf: headerSchema.nullable().catch(null).default(null),
  siblings: z.array(z.unknown()).max(20_000),
});
/** A repository by itself, with what its files are. */
export interface DetailedRepository extends ListedRepository {
  readonly header: z.infer<typeof headerSchema>;
  readonly files: readonly HubFile[];
}

/** @returns undefined when it is no list at all */
export function readList(
  body: unknown,
): { readonly good: readonly ListedRepository[]; readonly malformed: number } | undefined {
  return Array.isArray(body) ? goodOnes(listedSchema, body) : undefined;
}

/** @returns undefined when nothing can be made of it */
export function readRepository(body: unknown): DetailedRepository | undefined {
  const parsed = detailedSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { gguf, siblings, ...listed } = parsed.data;
  const files = goodOnes(fileSchema, siblings).good.map(({ rfilename, size, lfs }) => ({
    path: rfilename,
    size_bytes: size,
    sha256: lfs?.sha256 ?? null,
  }));
  return { ...listed, header: gguf ?? NOTHING, files };
}

/** The value behind "license:" and the like. */
function tagged(tags: readonly string[], prefix: string): string | null {
  const tag = tags.find((one) => one.startsWith(prefix));
  return tag === undefined ? null : tag.slice(prefix.length);
}

export const licenseOf = ({ tags }: ListedRepository): string | null => tagged(tags, 'license:');

/** "base_model:owner/name"; beside it stands how it was made from that. */
export const baseModelOf = ({ tags }: ListedRepository): string | null =>
  tagged(tags, 'base_model:quantized:') ?? tagged(tags, 'base_model:');

/** What it says of itself, without what machines wrote about its origin. */
export const ownWordsOf = ({ id, tags, pipeline_tag }: ListedRepository): string[] => [
  id,
  ...(pipeline_tag === null ? [] : [pipeline_tag]),
  ...tags.filter((tag) => !tag.includes(':')),
];
