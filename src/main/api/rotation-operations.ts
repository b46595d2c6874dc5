import { modelId } from '../../shared/domain/ids.ts';
import type { Rotation } from '../../shared/domain/rotation.ts';
import { findModel } from './find-model.ts';
import type { Api } from './implementer.ts';
import type { Services } from './services.ts';

/** Entries of the history that are shown when nobody says how many. */
const HISTORY_SHOWN = 200;

export function rotationOperations(api: Api, { library, switch: router }: Services) {
  const { rotator } = router.dispatcher;
  const now = (): Rotation => rotator.view(HISTORY_SHOWN);
  return {
    get: api.rotation.get.handler(({ input }) => rotator.view(input?.history ?? HISTORY_SHOWN)),
    rotate: api.rotation.rotate.handler(({ input }) => {
      rotator.rotate(findModel(library, modelId(input.model_id)).id);
      return now();
    }),
    pin: api.rotation.pin.handler(({ input }) => {
      const { id } = findModel(library, modelId(input.id));
      if (input.pinned) rotator.pin(id);
      else rotator.unpin(id);
      return now();
    }),
    unload: api.rotation.unload.handler(({ input }) => {
      rotator.unload(findModel(library, modelId(input.id)).id);
      return now();
    }),
  };
}
