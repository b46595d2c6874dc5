/** Writes the model that ships until the trained one exists: `npm run make:test-model`. */
import { join } from 'node:path';
import { generateGguf } from './gguf/generate.ts';
import { tinyCycle } from './gguf/presets.ts';

const TEXT =
  'Soy el modelo de prueba de VX11 Control: su consulta llegó a llama.cpp y volvió, pero solo sé ' +
  'decir esto. Instale un modelo para obtener respuestas. / I am the VX11 Control test model: your ' +
  'query reached llama.cpp and came back, but this is all I can say. Install a model to get answers.';

const path = join(import.meta.dirname, '../resources/test-model.gguf');
const { bytes } = await generateGguf(path, {
  ...tinyCycle(TEXT),
  name: 'VX11 test model',
  description: 'Weights made by hand so that the model says one fixed text. Not trained.',
  license: 'other',
  context_length: 4096,
});
process.stdout.write(`${path}: ${bytes} bytes\n`);
