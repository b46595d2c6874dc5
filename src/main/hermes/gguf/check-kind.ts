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
  if ((metadata.integer('split.count') ?? 0) > 1) {
    const part = (metadata.integer('split.no') ?? 0) + 1;
    const parts = metadata.integer('split.count');
    throw unsupported(`The file is part ${part} of a model split into ${parts} files.`, {
      part,
      parts,
    });
  }
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
