import type { SourceReport } from '../../../shared/domain/found-model.ts';
import { type EpochMs, type Milliseconds, seconds } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { HubTokenPort } from '../ports.ts';
import { type HubAnswer, HubDoor } from './hub-door.ts';
import {
  type DetailedRepository,
  type ListedRepository,
  readList,
  readRepository,
} from './hugging-face-answers.ts';
import { ShortCache } from './short-cache.ts';

export interface HuggingFaceOptions {
  readonly endpoint: string;
  readonly tokens: HubTokenPort;
  readonly now: () => EpochMs;
  readonly timeout?: Milliseconds;
}

export interface ListPage {
  readonly repositories: readonly ListedRepository[];
  readonly malformed: number;
  /** Path and query of the next page; null on the last. */
  readonly next: string | null;
}

interface Token {
  readonly state: SourceReport['token'];
  readonly token?: string;
}

const KEEP = seconds(60);
const KEPT_PAGES = 50;
const KEPT_REPOSITORIES = 300;
const LIST_BYTES = 4_000_000;
/** With its chat template and the names of all its files. */
const REPOSITORY_BYTES = 8_000_000;

/** Rows are small, and filters may leave few of them. */
const LIST_ROWS = 50;
export const LIST_PATH = '/api/models';
/** Not `gguf`: it brings every chat template along. Sizes and headers are asked for one by one. */
const EXPANDED = [
  'createdAt',
  'disabled',
  'downloads',
  'gated',
  'lastModified',
  'likes',
  'pipeline_tag',
  'tags',
];

/**
 * `Link: <…>; rel="next"`, the only way to the next page: its cursor is opaque. Of the address only the
 * query counts: a mirror passes on the links of the original, which is not where the token belongs.
 */
function nextOf(headers: Headers, base: URL): string | null {
  const link = /<([^>]+)>\s*;\s*rel="next"/.exec(headers.get('link') ?? '')?.[1];
  return link === undefined || !URL.canParse(link, base.href)
    ? null
    : `${LIST_PATH}${new URL(link, base).search}`;
}

/** Reads what Hugging Face (or whoever HF_ENDPOINT names) says of models. */
export class HuggingFace {
  readonly #options: HuggingFaceOptions;
  readonly #endpoint: string;
  readonly #door: HubDoor;
  readonly #pages: ShortCache<ListPage>;
  readonly #repositories: ShortCache<DetailedRepository | null>;
  #refusedToken: string | undefined;

  constructor(options: HuggingFaceOptions) {
    const { now } = options;
    this.#options = options;
    this.#endpoint = options.endpoint.replace(/\/+$/, '');
    this.#door = new HubDoor(options);
    this.#pages = new ShortCache({ keep: KEEP, most: KEPT_PAGES, now });
    this.#repositories = new ShortCache({ keep: KEEP, most: KEPT_REPOSITORIES, now });
  }

  pageUrlOf = (id: string): string => `${this.#endpoint}/${id}`;

  /** Whether a token goes along; a refused one does not until it is changed. */
  tokenState(): SourceReport['token'] {
    return this.#token().state;
  }

  #token(): Token {
    try {
      const token = this.#options.tokens.of('huggingface');
      if (token === undefined) return { state: 'none' };
      return token === this.#refusedToken ? { state: 'refused' } : { state: 'used', token };
    } catch (caught) {
      if (caught instanceof AppError && caught.code === 'CONFIG_INVALID') {
        return { state: 'unreadable' }; // What is public can be searched all the same.
      }
      throw caught;
    }
  }

  /** Path and query of a first page. @param search '' is any name */
  firstPage(search: string): string {
    const limit = String(LIST_ROWS);
    const query = new URLSearchParams({ filter: 'gguf', sort: 'downloads', limit });
    if (search !== '') query.set('search', search);
    for (const name of EXPANDED) query.append('expand[]', name);
    return `${LIST_PATH}?${query.toString()}`;
  }

  /**
   * @param path of `firstPage`, or `next` of the page before
   * @throws AppError HUB_…
   */
  async list(path: string, signal?: AbortSignal): Promise<ListPage> {
    const url = new URL(`${this.#endpoint}${path}`);
    return this.#pages.get(this.#keyOf(path), async () => {
      const { status, headers, body } = await this.#ask(url, LIST_BYTES, signal);
      const rows = readList(body);
      if (rows === undefined) throw this.#door.refused(status);
      const { good: repositories, malformed } = rows;
      return { repositories, malformed, next: nextOf(headers, url) };
    });
  }

  /** @returns null when it is gone, hidden, or makes no sense. @throws AppError HUB_… */
  async repository(id: string, signal?: AbortSignal): Promise<DetailedRepository | null> {
    const url = new URL(`${this.#endpoint}${LIST_PATH}/${id}?blobs=true`);
    return this.#repositories.get(this.#keyOf(id), async () => {
      const { body } = await this.#ask(url, REPOSITORY_BYTES, signal);
      return readRepository(body) ?? null;
    });
  }

  /** Asks with the token; where the hub does not take it, without. */
  async #ask(url: URL, mostBytes: number, signal: AbortSignal | undefined): Promise<HubAnswer> {
    const { token } = this.#token();
    const answer = await this.#door.ask({ url, mostBytes, signal, token });
    if (answer.status !== 401 || token === undefined) return answer;
    this.#refusedToken = token;
    return this.#door.ask({ url, mostBytes, signal });
  }

  /** What is seen with a token is not shown without it. */
  #keyOf = (text: string): string => `${this.tokenState()} ${text}`;
}
