import { modelId } from '../../shared/domain/ids.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Api } from './implementer.ts';
import type { Services } from './services.ts';

const LIST_LIMIT = 100;

export function modelOperations(api: Api, { library, importer }: Services) {
  return {
    list: api.models.list.handler(({ input }) => {
      const found = library.list(input ?? {});
      return { count: found.length, models: found.slice(0, input?.limit ?? LIST_LIMIT) };
    }),
    get: api.models.get.handler(({ input }) => {
      const model = library.get(modelId(input.id));
      if (model !== undefined) return library.show(model);
      throw new AppError('MODEL_NOT_FOUND', {
        message: `No model has the id "${input.id}". GET /models lists them.`,
        data: { model_id: input.id },
      });
    }),
    import: api.models.import.handler(({ input }) => importer.import(input)),
    imports: api.models.imports.handler(() => ({ imports: [...importer.list()] })),
    cancelImport: api.models.cancelImport.handler(({ input }) => importer.cancel(input.id)),
  };
}
