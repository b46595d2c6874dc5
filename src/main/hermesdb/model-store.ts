import type { Database, Statement } from 'better-sqlite3';
import { type ModelId, modelId } from '../../shared/domain/ids.ts';
import { type LightModel, lightModelSchema } from '../../shared/domain/light-model.ts';
import { modelSchema, type StoredModel } from '../../shared/domain/model.ts';
import { type ModelShape, modelShapeSchema } from '../../shared/domain/model-shape.ts';
import { epochMs } from '../../shared/domain/units.ts';

interface ModelRow
  extends Omit<
    StoredModel,
    | 'id'
    | 'tags'
    | 'specialties'
    | 'has_chat_template'
    | 'linked'
    | 'enabled'
    | 'shape'
    | 'light_model'
    | 'created_at'
  > {
  readonly id: string;
  readonly tags: string;
  readonly specialties: string;
  readonly has_chat_template: number;
  readonly linked: number;
  readonly enabled: number;
  readonly shape: string | null;
  readonly light_model: string | null;
  readonly created_at: number;
}

/** null also for one that is no longer understood: it is then read from the file again. */
function shapeFrom(text: string | null): ModelShape | null {
  return text === null ? null : (modelShapeSchema.safeParse(JSON.parse(text)).data ?? null);
}

function lightModelFrom(text: string | null): LightModel | null {
  return text === null ? null : (lightModelSchema.safeParse(JSON.parse(text)).data ?? null);
}

function fromRow(row: ModelRow): StoredModel {
  return {
    ...row,
    id: modelId(row.id),
    tags: modelSchema.shape.tags.parse(JSON.parse(row.tags)),
    specialties: modelSchema.shape.specialties.parse(JSON.parse(row.specialties)),
    has_chat_template: row.has_chat_template === 1,
    linked: row.linked === 1,
    enabled: row.enabled === 1,
    shape: shapeFrom(row.shape),
    light_model: lightModelFrom(row.light_model),
    created_at: epochMs(row.created_at),
  };
}

function toRow(model: StoredModel): ModelRow {
  return {
    ...model,
    tags: JSON.stringify(model.tags),
    specialties: JSON.stringify(model.specialties),
    has_chat_template: Number(model.has_chat_template),
    linked: Number(model.linked),
    enabled: Number(model.enabled),
    shape: model.shape && JSON.stringify(model.shape),
    light_model: model.light_model && JSON.stringify(model.light_model),
  };
}

/** The registry of models. */
export class ModelStore {
  readonly #all: Statement<[], ModelRow>;
  readonly #byId: Statement<[string], ModelRow>;
  readonly #byHash: Statement<[string], ModelRow>;
  readonly #upsert: Statement<[ModelRow]>;
  readonly #stamp: Statement<[string, string]>;

  constructor(database: Database) {
    this.#all = database.prepare('SELECT * FROM models ORDER BY created_at, id');
    this.#byId = database.prepare('SELECT * FROM models WHERE id = ?');
    this.#byHash = database.prepare('SELECT * FROM models WHERE sha256 = ?');
    this.#upsert = database.prepare(`
      INSERT INTO models (id, name, source, label, architecture, quant, parameters, size_bytes,
        context_length, sha256, license, tags, specialties, has_chat_template, path, linked,
        enabled, file_stamp, shape, light_model, created_at)
      VALUES (@id, @name, @source, @label, @architecture, @quant, @parameters, @size_bytes,
        @context_length, @sha256, @license, @tags, @specialties, @has_chat_template, @path, @linked,
        @enabled, @file_stamp, @shape, @light_model, @created_at)
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, label = excluded.label,
        architecture = excluded.architecture, quant = excluded.quant,
        parameters = excluded.parameters, size_bytes = excluded.size_bytes,
        context_length = excluded.context_length, sha256 = excluded.sha256,
        license = excluded.license, tags = excluded.tags, specialties = excluded.specialties,
        has_chat_template = excluded.has_chat_template, path = excluded.path,
        linked = excluded.linked, enabled = excluded.enabled, file_stamp = excluded.file_stamp,
        shape = excluded.shape, light_model = excluded.light_model`);
    this.#stamp = database.prepare('UPDATE models SET file_stamp = ? WHERE id = ?');
  }

  all(): readonly StoredModel[] {
    return this.#all.all().map(fromRow);
  }

  get(id: ModelId): StoredModel | undefined {
    const row = this.#byId.get(id);
    return row && fromRow(row);
  }

  withHash(sha256: string): StoredModel | undefined {
    const row = this.#byHash.get(sha256);
    return row && fromRow(row);
  }

  /** Adds a model, or replaces what is known of it. */
  save(model: StoredModel): void {
    this.#upsert.run(toRow(model));
  }

  setFileStamp(id: ModelId, stamp: string): void {
    this.#stamp.run(stamp, id);
  }
}
