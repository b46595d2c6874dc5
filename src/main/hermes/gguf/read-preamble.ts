import { GGUF_MAGIC, GGUF_VERSIONS } from './format.ts';
import { GgufError, unsupported } from './gguf-error.ts';
import type { HeaderReader } from './header-reader.ts';

export interface Preamble {
  readonly version: number;
  readonly tensors: number;
  /** Metadata values. */
  readonly pairs: number;
}

/** Magic, version and the two counts; the counts are still only claims. */
export async function readPreamble(reader: HeaderReader): Promise<Preamble> {
  await checkMagic(reader);
  await reader.need(4, 'the version');
  const version = reader.takeU32();
  checkVersion(version);
  await reader.need(16, 'the header');
  return { version, tensors: reader.takeU64(), pairs: reader.takeU64() };
}

async function checkMagic(reader: HeaderReader): Promise<void> {
  if (reader.size === 0) throw new GgufError('NOT_GGUF', 'The file is empty.');
  const length = Math.min(4, reader.size);
  await reader.need(length, 'the first bytes');
  const magic = reader.take(length).toString('latin1');
  if (magic === GGUF_MAGIC) return;
  throw new GgufError('NOT_GGUF', `The file is not a GGUF model${resemblance(magic)}.`, { magic });
}

/** The usual mix-ups: an error page saved as a model, other formats of weights. */
function resemblance(magic: string): string {
  if (/^\s*</.test(magic)) return ' but looks like a web page';
  if (magic.startsWith('PK')) return ' but a ZIP archive, perhaps PyTorch weights';
  if (['lmgg', 'fmgg', 'tjgg'].includes(magic)) return ' but one of its predecessors (GGML)';
  return '';
}

function checkVersion(version: number): void {
  if (GGUF_VERSIONS.includes(version)) return;
  // Version 3 with its bytes reversed reads 0x03000000.
  if (version !== 0 && (version & 0xffff) === 0) {
    throw unsupported('The file was written for big-endian machines.', { version });
  }
  throw unsupported(
    `The file is GGUF version ${version}; versions ${GGUF_VERSIONS.join(' and ')} are supported.`,
    { version },
  );
}
