import type { LoadTarget } from '../../shared/domain/generation.ts';
import type { ModelId } from '../../shared/domain/ids.ts';
import type { Model, StoredModel } from '../../shared/domain/model.ts';
import type { ModelShape } from '../../shared/domain/model-shape.ts';
import type { Specialty } from '../../shared/domain/specialty.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { checkModelFile } from './check-model-file.ts';
import { inspectModelFile, requireReadable } from './file-stamp.ts';
import { hashFile } from './hash-file.ts';
import type { EventPort, ModelStorePort, ResidencyPort, UsagePort } from './ports.ts';
import { describeModel } from './register-model.ts';

export interface LibraryParts {
  readonly store: ModelStorePort;
  readonly usage: UsagePort;
  readonly residency: ResidencyPort;
  readonly events: EventPort;
}

export interface ModelFilter {
  readonly specialty?: Specialty | undefined;
  readonly model_type?: 'local' | 'remote' | undefined;
  readonly active_only?: boolean | undefined;
}

const isNotFound = (caught: unknown): boolean =>
  caught instanceof AppError && caught.code === 'FILE_NOT_FOUND';

/** Whoever asked a query is told which model, but not where on the machine its file is. */
function fileMissing({ id }: StoredModel, cause: unknown): AppError {
  return new AppError('MODEL_FILE_MISSING', {
    message: `The file of ${id} is gone or cannot be read. Put it back or import it again.`,
    data: { model_id: id },
    cause,
  });
}

/** The installed models: what they are, how they do, and whether their files are still good. */
export class Library {
  readonly #parts: LibraryParts;
  /** The registry in memory: every decision reads it. */
  #models: readonly StoredModel[];

  constructor(parts: LibraryParts) {
    this.#parts = parts;
    this.#models = parts.store.all();
  }

  usable(): readonly StoredModel[] {
    return this.#models.filter(({ enabled, source }) => enabled && source !== 'openrouter');
  }

  usage(id: ModelId): { readonly uses: number; readonly last_used: number | null } {
    return this.#parts.usage.ofModel(id);
  }

  labelOf(id: string): string | null {
    return this.#models.find((model) => model.id === id)?.label ?? null;
  }

  get(id: ModelId): StoredModel | undefined {
    return this.#models.find((model) => model.id === id);
  }

  withHash(sha256: string): StoredModel | undefined {
    return this.#models.find((model) => model.sha256 === sha256);
  }

  atPath(path: string): StoredModel | undefined {
    return this.#models.find((model) => model.path === path);
  }

  /** Adds a model, or replaces what is known of it, and tells. */
  save(model: StoredModel): Model {
    const change = this.get(model.id) === undefined ? 'added' : 'changed';
    this.#parts.store.save(model);
    this.#models = this.#parts.store.all();
    const shown = this.show(this.get(model.id) ?? model); // As stored: a row keeps its age.
    this.#parts.events.publish({ type: 'model', change, model: shown });
    return shown;
  }

  /**
   * A file that was replaced since it was checked is checked again before it is loaded.
   * @throws AppError MODEL_FILE_MISSING, NOT_GGUF or GGUF_…; none of them says where the file is
   */
  async prepare(model: StoredModel): Promise<LoadTarget> {
    try {
      const file = await inspectModelFile(model.path);
      await requireReadable(model.path);
      const known = file.stamp === model.file_stamp;
      const current = known ? model : await this.#reread(model, file.stamp);
      const shape = current.shape ?? (await this.#readShape(current));
      return { model_id: model.id, path: model.path, shape };
    } catch (caught) {
      throw isNotFound(caught) ? fileMissing(model, caught) : caught;
    }
  }

  /** Another file stands where the model's was: if it is good, the model is what it says now. */
  async #reread(model: StoredModel, stamp: string): Promise<StoredModel> {
    const { path } = model;
    const summary = await checkModelFile(path);
    const sha256 = await hashFile(path);
    if (sha256 === model.sha256) {
      this.#parts.store.setFileStamp(model.id, stamp); // Only touched or copied back.
      this.#models = this.#parts.store.all();
      return model;
    }
    const { enabled, created_at } = model;
    const described = describeModel({ path, stamp, sha256, summary }, model);
    const renewed = { ...described, enabled, created_at };
    this.save(renewed);
    return renewed;
  }

  /** For a model from before shapes were kept; the next time it is known. */
  async #readShape(model: StoredModel): Promise<ModelShape> {
    const { shape } = await checkModelFile(model.path);
    this.#parts.store.save({ ...model, shape });
    this.#models = this.#parts.store.all();
    return shape;
  }

  /** Of the models that could be loaded, as far as they are known. */
  shapes(): { readonly model_id: ModelId; readonly shape: ModelShape }[] {
    return this.usable().flatMap(({ id, shape }) =>
      shape === null ? [] : [{ model_id: id, shape }],
    );
  }

  show(model: StoredModel): Model {
    const {
      path: _path,
      file_stamp: _stamp,
      shape: _shape,
      light_model: _light,
      created_at,
      ...kept
    } = model;
    const measured = this.#parts.usage.ofModel(model.id);
    const resident = this.#parts.residency
      .residents()
      .find(({ model_id }) => model_id === model.id);
    const is_active = this.#parts.residency.active() === model.id;
    const residency = { loading: 'loading', ready: 'resident', unloading: 'draining' } as const;
    return {
      ...kept,
      residency: resident === undefined ? 'cold' : residency[resident.state],
      is_active,
      health: this.#parts.residency.health(model.id),
      is_warmed: resident?.state === 'ready' && !is_active,
      uses: measured.uses,
      success_rate: measured.success_rate,
      token_count: measured.token_count,
      tokens_per_second: measured.tokens_per_second,
      last_used: measured.last_used === null ? null : new Date(measured.last_used).toISOString(),
      created_at: new Date(created_at).toISOString(),
    };
  }

  list(filter: ModelFilter): readonly Model[] {
    const remote = (model: StoredModel): boolean => model.source === 'openrouter';
    return this.#models
      .filter(
        (model) =>
          (filter.specialty === undefined || model.specialties.includes(filter.specialty)) &&
          (filter.model_type === undefined || remote(model) === (filter.model_type === 'remote')),
      )
      .map((model) => this.show(model))
      .filter((model) => filter.active_only !== true || model.residency !== 'cold');
  }
}
