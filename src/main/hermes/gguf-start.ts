import { Transform } from 'node:stream';
import { AppError } from '../../shared/errors/app-error.ts';

const MAGIC = Buffer.from('GGUF');

/**
 * Passes a stream on once its first bytes are those of a GGUF file, so that a large file of another
 * kind is refused at its beginning and not at its end: the stream fails with NOT_GGUF.
 */
export function requireGgufStart(): Transform {
  let start: Buffer | undefined = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _encoding, next) {
      if (start === undefined) return next(null, chunk);
      start = Buffer.concat([start, chunk]);
      if (start.length < MAGIC.length) return next();
      if (!start.subarray(0, MAGIC.length).equals(MAGIC)) return next(new AppError('NOT_GGUF'));
      const seen = start;
      start = undefined;
      next(null, seen);
    },
    flush(next) {
      next(start === undefined ? null : new AppError('NOT_GGUF'));
    },
  });
}
