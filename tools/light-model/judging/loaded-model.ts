import { LoadedModel, RealEngine } from '../../../src/main/engine/testing/real-engine.ts';
import { checkModelFile } from '../../../src/main/hermes/check-model-file.ts';
import { modelId } from '../../../src/shared/domain/ids.ts';
import { MODEL } from '../training/settings.ts';

/** Checks a model file as an import does, and loads it into the product's engine. */
export async function loadInto(engine: RealEngine, path: string): Promise<LoadedModel> {
  const { shape } = await checkModelFile(path);
  const target = { model_id: modelId('local/light-model'), path, shape };
  await engine.pool.load(target);
  return new LoadedModel(engine.pool, target);
}

export const lightEngine = (): RealEngine =>
  new RealEngine({ threads: 1, slots: 1, contextTokens: MODEL.context });
