import { AppError } from '../../../shared/errors/app-error.ts';

/** Parts of other things than a language model by itself. */
const NO_MODEL = /(^|[/-])(mmproj|imatrix|mtp-|eagle3-|dflash-|dspark-)/i;
const SHARD = /-\d{5}-of-\d{5}\.gguf$/i;
const NAMED_AT_MOST = 8;

/** @throws AppError GGUF_UNSUPPORTED for a part of a model that is cut into files */
export function requireWholeModel(path: string): void {
  if (!SHARD.test(path)) return;
  throw new AppError('GGUF_UNSUPPORTED', {
    message: `${path} is one part of a model in several files, which cannot be used here. Choose a quant in one file.`,
    data: { file: path },
  });
}

/** `Q4_K` is not meant by `Q4_K_M`, nor `Q4_K_M` by `IQ4_K_M`. */
function isOfQuant(path: string, quant: string): boolean {
  return new RegExp(`(^|[^a-z0-9_])${quant}(?![a-z0-9_])`, 'i').test(path.replace(/\.gguf$/i, ''));
}

/**
 * The file of a quant, of all the files of a repository. Where several have it, the one with the
 * shortest path: variants are named by what is added.
 * @throws AppError HUB_NOT_FOUND, GGUF_UNSUPPORTED
 */
export function fileOfQuant(repo: string, paths: readonly string[], quant: string): string {
  const models = paths.filter((path) => /\.gguf$/i.test(path) && !NO_MODEL.test(path));
  const ofQuant = models.filter((path) => isOfQuant(path, quant));
  const whole = ofQuant.filter((path) => !SHARD.test(path));
  const [found = ofQuant[0]] = whole.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1));
  if (found === undefined) {
    const named = models.slice(0, NAMED_AT_MOST).join(', ') || 'no GGUF model at all';
    throw new AppError('HUB_NOT_FOUND', {
      message: `${repo} has no file of the quant ${quant}. It has: ${named}.`,
      data: { repo, quant },
    });
  }
  requireWholeModel(found);
  return found;
}
