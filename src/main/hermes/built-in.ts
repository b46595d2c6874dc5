import { modelId } from '../../shared/domain/ids.ts';
import { checkModelFile } from './check-model-file.ts';
import { inspectModelFile } from './file-stamp.ts';
import { hashFile } from './hash-file.ts';
import type { Library } from './library.ts';
import { describeModel } from './register-model.ts';

/** Ships with the product. */
export const TEST_MODEL = modelId('built-in/test-model');

/**
 * Registers the model that ships with the product, so that the first query is answered with no
 * network. Its label says what it is wherever it answers.
 * @param path absolute path of the shipped file
 */
export async function registerBuiltIn(library: Library, path: string): Promise<void> {
  const { stamp } = await inspectModelFile(path);
  const known = library.get(TEST_MODEL);
  if (known?.file_stamp === stamp && known.path === path) return;
  const summary = await checkModelFile(path);
  const sha256 = await hashFile(path);
  library.save(
    describeModel(
      { path, stamp, sha256, summary },
      {
        id: TEST_MODEL,
        name: summary.name ?? 'VX11 test model',
        source: 'built-in',
        label: 'test model',
        linked: true,
        specialties: [],
      },
    ),
  );
}
