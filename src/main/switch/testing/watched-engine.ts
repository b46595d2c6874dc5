import type {
  GenerationHooks,
  GenerationRequest,
  LoadTarget,
} from '../../../shared/domain/generation.ts';
import type { ModelId } from '../../../shared/domain/ids.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { type Gate, GatedEngine } from './gated-engine.ts';

interface Watch {
  readonly places: number;
  readonly slots: number;
  /** Has a place of its own. */
  readonly light: string | null;
  readonly must: (kept: boolean, fault: string) => void;
  /** Told before a model leaves memory. */
  readonly unloading: (id: ModelId) => void;
}

/** A gated engine that says when something is asked of it that never must be. */
export class WatchedEngine extends GatedEngine {
  /** Answers that have begun and not ended. */
  readonly live = new Set<Gate>();
  /** What answers said that came to their end, from the beginning. */
  readonly answers = new Set<string>();
  loads = 0;
  readonly #watch: Watch;
  /** What was written when an answer was paused, and by whom. */
  readonly #paused = new Map<string, ModelId>();

  constructor(watch: Watch) {
    super();
    this.#watch = watch;
    this.slots = watch.slots;
  }

  override async load(target: LoadTarget): Promise<void> {
    this.loads += 1;
    await super.load(target);
    const { light, must, places } = this.#watch;
    const count = this.residents().filter(({ model_id }) => model_id !== light).length;
    must(count <= places, `${count} models are in memory`);
  }

  override generate(model: ModelId, request: GenerationRequest, hooks: GenerationHooks) {
    const from = request.continue_from;
    const paused = from === undefined || this.#paused.get(from.text) === model;
    this.#watch.must(paused, 'an answer goes on that was not paused there');
    let text = from?.text ?? '';
    const answer = super.generate(model, request, {
      ...hooks,
      onText: (more) => {
        text += more;
        hooks.onText(more);
      },
      onPaused: (tokens) => {
        this.#paused.set(text, model);
        hooks.onPaused?.(tokens);
      },
    });
    return this.#watched(answer, () => this.answers.add(text));
  }

  #watched<Result>(answer: Promise<Result>, finished: () => void): Promise<Result> {
    const gate = this.gates.at(-1);
    if (gate !== undefined) this.live.add(gate);
    const over = (): void => {
      if (gate !== undefined) this.live.delete(gate);
    };
    return answer
      .then((result) => {
        finished();
        return result;
      })
      .finally(over);
  }

  override async unload(id: ModelId): Promise<void> {
    this.#watch.unloading(id);
    const resident = this.residents().find(({ model_id }) => model_id === id);
    if ((resident?.running ?? 0) === 0) return super.unload(id);
    this.#watch.must(false, `${id} was unloaded while it was working`);
    this.lose(id, new AppError('ENGINE_CRASHED'));
  }
}
