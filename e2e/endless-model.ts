import { join } from 'node:path';
import { generateGguf } from '../scripts/gguf/generate.ts';
import { tinyCycle } from '../scripts/gguf/presets.ts';
import type { RunningProduct } from './fixtures.ts';

/**
 * Imports a model that never ends by itself, as `local/endless:q8_0`. It is large enough that a
 * person, or a test, has seconds to stop it.
 */
export async function importEndlessModel(product: RunningProduct): Promise<void> {
  const path = join(product.home, 'endless.gguf');
  await generateGguf(path, {
    ...tinyCycle('one two three four five', { loop: true }),
    tensor_type: 'Q8_0',
    embedding_length: 512,
    block_count: 10,
    head_count: 8,
    head_count_kv: 8,
    feed_forward_length: 2048,
  });
  const { status } = await product.request('POST', '/models/import', {
    body: { path, name: 'endless' },
    token: product.adminToken(),
  });
  if (status !== 201) throw new Error(`the import was answered with ${status}`);
}
