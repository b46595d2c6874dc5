import { KNOWN_ARCHITECTURES } from './architectures.ts';
import { invalid, quoted, unsupported } from './gguf-error.ts';
import type { Metadata } from './metadata.ts';

/**
 * GGUF also carries image encoders, adapters, importance matrices and parts of larger models. They
 * are sound files, but nothing that can answer a prompt alone.
 * @returns the architecture
 */
export function checkKind(metadata: Metadata): string {
  checkType(metadata.string('general.type') ?? 'model');
  checkSplit(metadata);
  const architecture = metadata.string('general.architecture');
  if (architecture === undefined) {
    throw invalid('The metadata value "general.architecture" is missing.', {
      key: 'general.architecture',
    });
  }
  checkArchitecture(architecture);
  return architecture;
}

function checkType(type: string): void {
  if (type === 'model') return;
  const names: Readonly<Record<string, string>> = {
    mmproj: 'an image or audio encoder (mmproj), not a language model',
    adapter: 'an adapter (LoRA) for another model, not a model',
    imatrix: 'an importance matrix, not a model',
    vocab: 'a vocabulary without weights, not a model',
  };
  const name = Object.hasOwn(names, type) ? names[type] : undefined;
  throw unsupported(`The file is ${name ?? `of the kind ${quoted(type)}, not a model`}.`, { type });
}

function checkSplit(metadata: Metadata): void {
  const key = 'split.count';
  const parts = metadata.integer(key) ?? 0;
  if (parts > 1) {
    const part = (metadata.integer('split.no') ?? 0) + 1;
    throw unsupported(`The file is part ${part} of a model split into ${parts} files.`, {
      part,
      parts,
    });
  }
  const found = metadata.get(key);
  if (found === undefined || (found.kind === 'integer' && found.type === 'uint16')) return;
  // llama.cpp takes no other type, even where the number says that the file is whole.
  throw invalid(`The metadata value "${key}" should be of type uint16.`, { key });
}

function checkArchitecture(architecture: string): void {
  if (architecture === 'clip') {
    throw unsupported('The file is an image encoder (clip), not a language model.', {
      architecture,
    });
  }
  if (KNOWN_ARCHITECTURES.has(architecture)) return;
  throw unsupported(`The engine does not know the architecture ${quoted(architecture)}.`, {
    architecture,
  });
}
