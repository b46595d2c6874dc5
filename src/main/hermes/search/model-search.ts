import type { ModelSearchInput, ModelSearchOutput } from '../../../shared/contract/model-search.ts';
import type { Bytes, EpochMs, Milliseconds } from '../../../shared/domain/units.ts';
import type { HubTokenPort, MachinePort } from '../ports.ts';
import { cursorOf, type Places, placesOf } from './cursor.ts';
import type { Measure } from './describe-repository.ts';
import { HuggingFace } from './hugging-face.ts';
import { OpenRouter } from './openrouter.ts';
import { questionOf } from './question.ts';
import { bestFirst } from './score.ts';
import { HUB_START, searchHuggingFace } from './search-hugging-face.ts';
import { searchOpenRouter } from './search-openrouter.ts';
import { reportOf } from './source-page.ts';

interface SourceSettings {
  readonly endpoint: string;
  /** Models on one page. */
  readonly search_limit: number;
}

export interface ModelSearchParts {
  readonly machine: MachinePort;
  readonly tokens: HubTokenPort;
  readonly now: () => EpochMs;
  /** Of a model file. */
  readonly sizeLimit: Bytes;
  readonly huggingface: SourceSettings;
  readonly openrouter: SourceSettings;
  /** How long one answer of a hub may take. */
  readonly timeout?: Milliseconds;
}

/** More on one page would ask a hub too much at once. */
const MOST_ON_A_PAGE = 100;

function firstPlaces(source: ModelSearchInput['source']): Places {
  return {
    huggingface: source === 'openrouter' ? null : HUB_START,
    openrouter: source === 'huggingface' ? null : 0,
  };
}

/** Finds models that could be had. A source that fails keeps the other from nothing. */
export class ModelSearch {
  readonly #parts: ModelSearchParts;
  readonly #hub: HuggingFace;
  readonly #openRouter: OpenRouter;

  constructor(parts: ModelSearchParts) {
    const { tokens, now, timeout, huggingface, openrouter } = parts;
    const pace = { now, ...(timeout !== undefined && { timeout }) };
    this.#parts = parts;
    this.#hub = new HuggingFace({ endpoint: huggingface.endpoint, tokens, ...pace });
    this.#openRouter = new OpenRouter({ endpoint: openrouter.endpoint, ...pace });
  }

  /** @throws AppError INVALID_INPUT for a cursor that was not made here */
  async search(input: ModelSearchInput, signal?: AbortSignal): Promise<ModelSearchOutput> {
    const places = input.cursor === undefined ? firstPlaces(input.source) : placesOf(input.cursor);
    const measure = this.#measureOf(input);
    const [hub, remote] = await Promise.all([
      this.#searchHub(places.huggingface, { input, measure, signal }),
      this.#searchRemote(places.openrouter, { input, measure, signal }),
    ]);
    return {
      specialty: measure.question.specialty,
      size_limit_bytes: measure.sizeLimit,
      free_bytes: measure.free,
      sources: [
        ...(hub === null ? [] : [reportOf('huggingface', hub)]),
        ...(remote === null ? [] : [reportOf('openrouter', remote)]),
      ],
      results: bestFirst([...(hub?.models ?? []), ...(remote?.models ?? [])]),
      next: cursorOf({ huggingface: hub?.next ?? null, openrouter: remote?.next ?? null }),
    };
  }

  #measureOf({ query = '', filters = {} }: ModelSearchInput): Measure {
    const { machine, sizeLimit, now } = this.#parts;
    return {
      question: questionOf(query, filters, sizeLimit),
      sizeLimit,
      free: machine.freeMemory(),
      needOf: (file) => machine.needOf(file),
      now: now(),
    };
  }

  async #searchHub(start: Places['huggingface'], { input, measure, signal }: Asked) {
    if (start === null) return null;
    const limit = limitOf(input, this.#parts.huggingface);
    return searchHuggingFace({ hub: this.#hub, measure, limit, start, signal });
  }

  async #searchRemote(start: Places['openrouter'], { input, measure, signal }: Asked) {
    if (start === null) return null;
    const limit = limitOf(input, this.#parts.openrouter);
    const { tokens } = this.#parts;
    const openRouter = this.#openRouter;
    return searchOpenRouter({ openRouter, tokens, measure, limit, start, signal });
  }
}

interface Asked {
  readonly input: ModelSearchInput;
  readonly measure: Measure;
  readonly signal: AbortSignal | undefined;
}

const limitOf = ({ limit }: ModelSearchInput, { search_limit }: SourceSettings): number =>
  Math.min(limit ?? search_limit, MOST_ON_A_PAGE);
