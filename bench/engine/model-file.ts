import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { generateGguf, type ModelSpec } from '../../scripts/gguf/generate.ts';

export interface Model {
  readonly name: string;
  readonly file: string;
}

/** A generated model in the folder, made unless it is there. */
export async function modelFile(folder: string, name: string, spec: ModelSpec): Promise<Model> {
  const file = join(folder, `${name}.gguf`);
  if (!existsSync(file)) await generateGguf(file, spec);
  return { name, file };
}
