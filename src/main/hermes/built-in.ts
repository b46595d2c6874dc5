import { modelId } from '../../shared/domain/ids.ts';
import { checkModelFile } from './check-model-file.ts';
import { inspectModelFile } from './file-stamp.ts';
import { hashFile } from './hash-file.ts';
import type { Library } from './library.ts';
import { describeModel } from './register-model.ts';

/** Ships with the product. */
export const LIGHT_MODEL = modelId('built-in/light-model');

/**
 * Registers the model that ships with the product at each start, so that the first query is answered
 * with no network, and that no maintenance can leave a home without it. Its label says what it is
 * wherever it answers.
 * @param path absolute path of the shipped file
 */
export async function registerBuiltIn(library: Library, path: string): Promise<void> {
  const { stamp } = await inspectModelFile(path);
  const known = library.get(LIGHT_MODEL);
  if (known?.file_stamp === stamp && known.path === path) return;
  const summary = await checkModelFile(path);
  const sha256 = await hashFile(path);
  library.save(
    describeModel(
      { path, stamp, sha256, summary },
      {
        id: LIGHT_MODEL,
        name: summary.name ?? 'VX11 light model',
        source: 'built-in',
        label: 'light model',
        linked: true,
        specialties: [],
      },
    ),
  );
}
