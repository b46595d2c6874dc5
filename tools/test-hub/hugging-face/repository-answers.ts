import * as z from 'zod';
import type { Repository, Revision } from '../catalogue/repository.ts';
import type { Exchange, Headers } from '../http/exchange.ts';
import { fileEntry, sibling, treeEntry, treeOf } from './entries.ts';
import { expandOf, isTrue, WrongQuery } from './query.ts';
import { invalid, refuse, unknownEntry } from './refusals.ts';
import { infoOf, propertiesOf } from './row.ts';

/** What is asked about, found and allowed to be seen. */
export interface Asked {
  readonly repository: Repository;
  readonly revision: Revision;
}

/** Entries of `/tree` on one page: fewer when each of them says more. */
const TREE_PAGE = 1000;
const EXPANDED_TREE_PAGE = 50;

/** `/api/models/{id}` */
export async function answerInfo(exchange: Exchange, asked: Asked): Promise<void> {
  const { repository, revision } = asked;
  const query = exchange.url.searchParams;
  const expand = expandOf(query);
  if (expand.length > 0) {
    const { number, id } = repository;
    return exchange.json(200, { _id: number, id, ...propertiesOf(repository, expand) });
  }
  const files = [...revision.files.values()];
  const siblings = isTrue(query.get('blobs'))
    ? await Promise.all(files.map(sibling))
    : files.map(({ path }) => ({ rfilename: path }));
  return exchange.json(200, { ...infoOf(repository), sha: revision.commit.id, siblings });
}

function nextPage({ url }: Exchange, cursor: number): Headers {
  const next = new URL(url);
  next.searchParams.set('cursor', Buffer.from(String(cursor)).toString('base64url'));
  return { link: `<${next.href}>; rel="next"` };
}

function startOf(cursor: string | null): number {
  if (cursor === null) return 0;
  const start = Number(Buffer.from(cursor, 'base64url').toString());
  if (!Number.isInteger(start)) throw new WrongQuery('Invalid cursor');
  return start;
}

/** `/api/models/{id}/tree/{revision}/{folder}` */
export async function answerTree(
  exchange: Exchange,
  { revision }: Asked,
  folder: string,
): Promise<void> {
  const query = exchange.url.searchParams;
  const expand = isTrue(query.get('expand'));
  const entries = treeOf(revision, { folder, recursive: isTrue(query.get('recursive')) });
  if (folder !== '' && entries.length === 0) {
    return refuse(exchange, unknownEntry(revision.commit.id));
  }
  const start = startOf(query.get('cursor'));
  const largest = expand ? EXPANDED_TREE_PAGE : TREE_PAGE;
  const end = start + Math.min(Number(query.get('limit') ?? largest), largest);
  const page = entries.slice(start, end).map((entry) => treeEntry(entry, expand));
  const link = end < entries.length ? nextPage(exchange, end) : {};
  return exchange.json(200, await Promise.all(page), link);
}

const pathsSchema = z.object({
  paths: z.array(z.string()),
  expand: z.boolean().default(false),
});

/** `POST /api/models/{id}/paths-info/{revision}`: a path that is gone is left out. */
export async function answerPaths(exchange: Exchange, { revision }: Asked): Promise<void> {
  const body = pathsSchema.safeParse(await exchange.readJson());
  if (!body.success) return refuse(exchange, invalid(z.prettifyError(body.error)));
  const { paths, expand } = body.data;
  const files = paths.flatMap((path) => revision.files.get(path) ?? []);
  return exchange.json(200, await Promise.all(files.map((file) => fileEntry(file, expand))));
}
