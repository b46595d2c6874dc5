import { formatBytes } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';

/**
 * @param needed bytes that are still to be written, of this download and of those beside it
 * @param free bytes on the disk
 */
export function storageFull(needed: number, free: number): AppError {
  const missing = Math.max(0, needed - free);
  return new AppError('STORAGE_FULL', {
    message: `The disk has ${formatBytes(free)} free and ${formatBytes(needed)} are still to come. Free ${formatBytes(missing)} more, then resume.`,
    data: { needed_bytes: needed, free_bytes: free, missing_bytes: missing },
  });
}
