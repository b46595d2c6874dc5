import { constants, type FileHandle, open } from 'node:fs/promises';
import type { LightModel } from '../../../shared/domain/light-model.ts';
import { checkAssertions } from './check-assertions.ts';
import { checkKind } from './check-kind.ts';
import { checkLayerSizes } from './check-layer-sizes.ts';
import { checkLlama } from './check-llama.ts';
import { checkTokenizer } from './check-tokenizer.ts';
import { GgufError } from './gguf-error.ts';
import { HeaderReader } from './header-reader.ts';
import { readHyperparameters } from './hyperparameters.ts';
import type { Metadata } from './metadata.ts';
import { quantLabel } from './quant-label.ts';
import { readMetadata } from './read-metadata.ts';
import { readPreamble } from './read-preamble.ts';
import { readTensors, type Tensors } from './read-tensors.ts';
import { readShape } from './shape.ts';
import type { GgufSummary } from './summary.ts';

export type { GgufSummary } from './summary.ts';

/**
 * Decides whether a model file may be given to the engine. Reads the header only, never the weights.
 * @returns what the file says about itself
 * @throws GgufError when the file must not be loaded; the system's error when it cannot be read
 */
export async function validateGguf(path: string): Promise<GgufSummary> {
  // O_NONBLOCK: opening a named pipe would otherwise wait for a writer. Windows has no such flag.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return await validateFile(file);
  } finally {
    await file.close();
  }
}

async function validateFile(file: FileHandle): Promise<GgufSummary> {
  const stat = await file.stat();
  if (!stat.isFile()) throw new GgufError('NOT_GGUF', 'This is not a file.');
  const reader = new HeaderReader(file, stat.size);
  const preamble = await readPreamble(reader);
  const metadata = await readMetadata(reader, preamble.pairs);
  const architecture = checkKind(metadata);
  const tensors = await readTensors(reader, preamble.tensors, metadata);
  const sizes = readHyperparameters(metadata, architecture);
  checkAssertions(metadata, architecture, sizes.block_count);
  const tokenizer = checkTokenizer(metadata);
  if (architecture === 'llama') checkLlama(metadata, tensors, sizes, tokenizer.vocab_size);
  // Behind the llama checks, which name the cause of a wrong size more closely.
  checkLayerSizes(metadata, architecture, sizes);
  return {
    version: preamble.version,
    architecture,
    ...sizes,
    vocab_size: tokenizer.vocab_size,
    tokenizer_model: tokenizer.model,
    size_bytes: stat.size,
    shape: readShape(
      metadata,
      architecture,
      { ...sizes, vocab_size: tokenizer.vocab_size },
      tensors,
    ),
    ...describe(metadata, tensors),
  };
}

function describe(
  metadata: Metadata,
  tensors: Tensors,
): Pick<
  GgufSummary,
  | 'name'
  | 'parameters'
  | 'quant'
  | 'chat_template'
  | 'tags'
  | 'license'
  | 'languages'
  | 'light_model'
> {
  return {
    name: metadata.text('general.name'),
    parameters: [...tensors.values()].reduce((sum, { elements }) => sum + elements, 0),
    quant: quantLabel(metadata, tensors),
    chat_template: metadata.string('tokenizer.chat_template') ?? null,
    tags: metadata.texts('general.tags'),
    license: metadata.text('general.license'),
    languages: metadata.texts('general.languages'),
    light_model: lightModelOf(metadata),
  };
}

function lightModelOf(metadata: Metadata): LightModel | null {
  // An empty one would begin every answer.
  const beyond = metadata.texts('vx11.light_model.beyond').filter((text) => text.trim() !== '');
  return beyond.length === 0 ? null : { beyond };
}
