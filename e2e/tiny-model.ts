import { join } from 'node:path';
import { modelProcessesOf, modelsMappedBy } from '../proof/child-processes.ts';
import { generateGguf } from '../scripts/gguf/generate.ts';
import { tinyCycle } from '../scripts/gguf/presets.ts';
import type { Product } from './product.ts';

/**
 * A model that says its name and more, over and over. It is linked, so that its process is known by
 * the file that it maps.
 * @returns its id
 */
export async function importTinyModel(
  product: Product,
  { home, name, token }: { readonly home: string; readonly name: string; readonly token: string },
): Promise<string> {
  const path = join(home, `${name}.gguf`);
  await generateGguf(path, tinyCycle(`${name} uno dos tres`, { loop: true }));
  const { status, body } = await product.request('POST', '/models/import', {
    body: { path, name, mode: 'link' },
    token,
  });
  if (status !== 201) throw new Error(`the import was answered with ${status}`);
  return String(Object(body).model.id);
}

/** SIGKILL to the process that holds a model; false when there is none. Only on Linux. */
export function killModel(product: Product, name: string): boolean {
  const pids = modelProcessesOf(product.pid).filter((pid) => modelsMappedBy(pid).includes(name));
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  return pids.length > 0;
}
