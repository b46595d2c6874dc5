import { AppError } from '../../../shared/errors/app-error.ts';
import { type HubFile, quantsOf } from '../search/quants.ts';

const SHARD = /-\d{5}-of-\d{5}\.gguf$/i;

/** @throws AppError GGUF_UNSUPPORTED for a part of a model that is cut into files */
export function requireWholeModel(path: string): void {
  if (!SHARD.test(path)) return;
  throw new AppError('GGUF_UNSUPPORTED', {
    message: `${path} is one part of a model in several files, which cannot be used here. Choose a quant in one file.`,
    data: { file: path },
  });
}

/**
 * The file of a quant, by the names that a search gives to the quants of a repository.
 * @throws AppError HUB_NOT_FOUND; GGUF_UNSUPPORTED for one in several files
 */
export function fileOfQuant(repo: string, files: readonly HubFile[], wanted: string): string {
  const quants = quantsOf(files);
  const isMeant = (name: string): boolean => name.toUpperCase() === wanted.toUpperCase();
  const found = quants.find(({ key }) => isMeant(key));
  const [file] = found?.files ?? [];
  if (file === undefined) {
    const keys = quants.map(({ key }) => key).join(', ') || 'no whole GGUF model';
    throw new AppError('HUB_NOT_FOUND', {
      message: `${repo} has no quant ${wanted}. It has: ${keys}.`,
      data: { repo, quant: wanted },
    });
  }
  requireWholeModel(file.path);
  return file.path;
}
