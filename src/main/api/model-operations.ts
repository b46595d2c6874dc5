import { modelId } from '../../shared/domain/ids.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Api } from './implementer.ts';
import type { Services } from './services.ts';

const LIST_LIMIT = 100;

export function modelOperations(api: Api, { library, importer, switch: router }: Services) {
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
    import: api.models.import.handler(async ({ input }) => {
      const result = await importer.import(input);
      router.dispatcher.modelRenewed(modelId(result.model.id));
      return result;
    }),
  };
}
