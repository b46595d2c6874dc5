import type {
  GenerationHooks,
  GenerationRequest,
  LoadTarget,
} from '../../../shared/domain/generation.ts';
import type { ModelId } from '../../../shared/domain/ids.ts';
import { type Gate, GatedEngine } from './gated-engine.ts';

/** A gated engine that notes what must never be asked of it. */
export class WatchedEngine extends GatedEngine {
  readonly faults: string[] = [];
  /** Answers that have begun and not ended. */
  readonly live = new Set<Gate>();
  loads = 0;
  readonly #places: number;

  constructor(places: number) {
    super();
    this.#places = places;
  }

  override async load(target: LoadTarget): Promise<void> {
    this.loads += 1;
    await super.load(target);
    const count = this.residents().length;
    if (count > this.#places) this.faults.push(`${count} models are in memory`);
  }

  override generate(model: ModelId, request: GenerationRequest, hooks: GenerationHooks) {
    const answer = super.generate(model, request, hooks);
    const gate = this.gates.at(-1);
    if (gate === undefined) return answer;
    this.live.add(gate);
    return answer.finally(() => this.live.delete(gate));
  }

  override async unload(id: ModelId): Promise<void> {
    const working = this.residents().some(
      ({ model_id, running }) => model_id === id && running > 0,
    );
    if (working) {
      this.faults.push(`${id} was unloaded while it was working`);
    }
    await super.unload(id);
  }
}
