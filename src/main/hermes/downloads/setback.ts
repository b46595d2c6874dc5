import type { Milliseconds } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';

/** Something outside is in the way for now. The download waits and goes on by itself. */
export class Setback extends Error {
  override readonly name = 'Setback';
  /** What a person is told meanwhile. */
  readonly error: AppError;
  /** Known when the other side said how long. */
  readonly wait: Milliseconds | undefined;

  constructor(error: AppError, wait?: Milliseconds) {
    super(error.message, { cause: error.cause });
    this.error = error;
    this.wait = wait;
  }
}

/** The content that came is not what was promised. One clean beginning is worth a try. */
export class WrongContent extends Error {
  override readonly name = 'WrongContent';
}

const CODES: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

/** The disk, or what this user may use of it, is full. */
export const isDiskFull = (caught: unknown): boolean =>
  caught instanceof Error && 'code' in caught && CODES.has(caught.code);

export const unreachable = (cause: unknown): Setback =>
  new Setback(new AppError('HUB_OFFLINE', { cause }));

export const misbehaved = (what: string): Setback =>
  new Setback(new AppError('HUB_FAILED', { message: `Hugging Face ${what}. It is tried again.` }));
