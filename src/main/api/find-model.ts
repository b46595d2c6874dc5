import type { ModelId } from '../../shared/domain/ids.ts';
import type { StoredModel } from '../../shared/domain/model.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Library } from '../hermes/library.ts';

/** @throws AppError MODEL_NOT_FOUND */
export function findModel(library: Library, id: ModelId): StoredModel {
  const model = library.get(id);
  if (model !== undefined) return model;
  throw new AppError('MODEL_NOT_FOUND', {
    message: `No model has the id "${id}". GET /models lists them.`,
    data: { model_id: id },
  });
}
