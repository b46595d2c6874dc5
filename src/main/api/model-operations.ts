import { modelId } from '../../shared/domain/ids.ts';
import { findModel } from './find-model.ts';
import type { Api } from './implementer.ts';
import type { Services } from './services.ts';

const LIST_LIMIT = 100;

export function modelOperations(api: Api, services: Services) {
  const { library, importer } = services;
  const find = (id: string) => findModel(library, modelId(id));
  return {
    list: api.models.list.handler(({ input }) => {
      const found = library.list(input ?? {});
      return { count: found.length, models: found.slice(0, input?.limit ?? LIST_LIMIT) };
    }),
    get: api.models.get.handler(({ input }) => library.show(find(input.id))),
    search: api.models.search.handler(({ input, signal }) =>
      services.modelSearch.search(input, signal),
    ),
    retry: api.models.retry.handler(({ input }) => {
      const model = find(input.id);
      services.switch.dispatcher.modelRenewed(model.id);
      return library.show(model);
    }),
    import: api.models.import.handler(({ input }) => importer.import(input)),
    imports: api.models.imports.handler(() => ({ imports: [...importer.list()] })),
    cancelImport: api.models.cancelImport.handler(({ input }) => importer.cancel(input.id)),
  };
}
