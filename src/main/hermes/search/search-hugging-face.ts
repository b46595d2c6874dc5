import type { FoundModel } from '../../../shared/domain/found-model.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { describeRepository, type Measure, reasonToPass } from './describe-repository.ts';
import type { HuggingFace, ListPage } from './hugging-face.ts';
import type { ListedRepository } from './hugging-face-answers.ts';
import { LeftOutCount, type Why } from './left-out.ts';
import { type HubSearch, hubSearches, wasFoundBefore } from './question.ts';
import type { SourcePage } from './source-page.ts';

/** Where a search of Hugging Face stands. */
export interface HubPlace {
  /** Which of `hubSearches`. */
  readonly search: number;
  /** Of the page; null: its first. */
  readonly path: string | null;
  /** Rows of the page that were looked at. */
  readonly row: number;
}

export const HUB_START: HubPlace = { search: 0, path: null, row: 0 };

/** One search asks for so many pages and, for each model wanted, so many models at most. */
const MOST_PAGES = 4;
const LOOKS_PER_MODEL = 3;
/** Asked at once: kind to the hub, and yet no long wait. */
const AT_ONCE = 4;

export interface HubSearchOptions {
  readonly hub: HuggingFace;
  readonly measure: Measure;
  readonly limit: number;
  readonly start: HubPlace;
  readonly signal?: AbortSignal | undefined;
}

/** Walks through the hub's lists until there are enough models, or as far as one search may go. */
class HubWalk {
  readonly models: FoundModel[] = [];
  readonly leftOut = new LeftOutCount();
  place: HubPlace | null;
  readonly #options: HubSearchOptions;
  readonly #searches: readonly HubSearch[];
  #pages = 0;
  #looks = 0;

  constructor(options: HubSearchOptions) {
    this.#options = options;
    this.#searches = hubSearches(options.measure.question);
    this.place = options.start;
  }

  /** @throws AppError HUB_…; what was found until then stays, and `place` is where it broke off */
  async go(): Promise<void> {
    const { hub, signal } = this.#options;
    while (this.place !== null && this.#wantsMore() && this.#pages < MOST_PAGES) {
      const search = this.#searches[this.place.search];
      if (search === undefined) return this.#end();
      const path = this.place.path ?? hub.firstPage(search.text);
      const page = await hub.list(path, signal);
      this.#pages += 1;
      if (this.place.row === 0) this.leftOut.add('malformed', page.malformed);
      await this.#readPage(page, { ...this.place, path });
    }
  }

  #end(): void {
    this.place = null;
  }

  #wantsMore(): boolean {
    const { limit } = this.#options;
    return this.models.length < limit && this.#looks < limit * LOOKS_PER_MODEL;
  }

  async #readPage(page: ListPage, { search, path, row }: HubPlace): Promise<void> {
    const { repositories } = page;
    let next = row;
    while (next < repositories.length && this.#wantsMore()) {
      const batch = this.#nextBatch(repositories, next, search);
      await this.#look(batch.rows);
      for (const why of batch.passed) this.leftOut.add(why);
      next = batch.end;
      this.place = { search, path, row: next };
    }
    if (next >= repositories.length) this.place = this.#after(page, search);
  }

  /** The next rows that are worth a look, and why those between them are not. */
  #nextBatch(repositories: readonly ListedRepository[], start: number, search: number) {
    const { measure, limit } = this.#options;
    const room = Math.min(AT_ONCE, limit - this.models.length);
    const earlier = this.#searches.slice(0, search);
    const rows: ListedRepository[] = [];
    const passed: Why[] = [];
    let end = start;
    for (; end < repositories.length && rows.length < room; end += 1) {
      const row = repositories[end];
      if (row === undefined || wasFoundBefore(row.id, earlier)) continue;
      const why = reasonToPass(row, measure);
      if (why === undefined) rows.push(row);
      else passed.push(why);
    }
    return { rows, passed, end };
  }

  async #look(rows: readonly ListedRepository[]): Promise<void> {
    const { hub, measure, signal } = this.#options;
    this.#looks += rows.length;
    const seen = await Promise.all(rows.map(({ id }) => hub.repository(id, signal)));
    for (const repository of seen) {
      const found =
        repository === null
          ? 'malformed'
          : describeRepository(repository, hub.pageUrlOf(repository.id), measure);
      if (typeof found === 'string') this.leftOut.add(found);
      else if (this.models.every(({ id }) => id !== found.id)) this.models.push(found);
    }
  }

  #after({ next }: ListPage, search: number): HubPlace | null {
    if (next !== null) return { search, path: next, row: 0 };
    const further = this.#searches[search + 1];
    if (further === undefined || (further.only_if_nothing && !this.#foundNothing(search))) {
      return null;
    }
    return { search: search + 1, path: null, row: 0 };
  }

  /** By this search from its beginning on; what an earlier page brought is not known here. */
  #foundNothing(search: number): boolean {
    const { start } = this.#options;
    const isWhole = start.search < search || (start.path === null && start.row === 0);
    return isWhole && this.models.length === 0;
  }
}

/** Models of Hugging Face; what breaks off on the way is told beside what was found until then. */
export async function searchHuggingFace(options: HubSearchOptions): Promise<SourcePage<HubPlace>> {
  const walk = new HubWalk(options);
  let failure: AppError | null = null;
  try {
    await walk.go();
  } catch (caught) {
    if (!(caught instanceof AppError)) throw caught;
    failure = caught;
  }
  const { models, leftOut, place } = walk;
  // A page that brought nothing is not offered again: whoever turns pages would never come to an end.
  const next = failure !== null && models.length === 0 ? null : place;
  return { models, leftOut, next, failure, token: options.hub.tokenState() };
}
