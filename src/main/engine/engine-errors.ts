import type { ModelId } from '../../shared/domain/ids.ts';
import type { Milliseconds } from '../../shared/domain/units.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { ChildExit } from '../core/children/child-process-adapter.ts';

/** The process ended and nobody had asked it to. */
export function crashed(id: ModelId, exit: ChildExit, stderr: string, loading: boolean): AppError {
  const data = {
    model_id: id,
    phase: loading ? 'loading' : 'running',
    exit_code: exit.code,
    signal: exit.signal,
  };
  if (exit.spawn_error !== undefined) {
    const message = `The process for "${id}" could not be started. Free some memory, or reinstall VX11 Control.`;
    return new AppError('LOAD_FAILED', { message, data, cause: exit.spawn_error });
  }
  const how = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`;
  const message = loading
    ? `The engine crashed while it loaded "${id}" (${how}). The file is damaged, crafted or too large for this machine: download it again or choose another model.`
    : `The process of "${id}" ended while it was in use (${how}). Ask again: the model is loaded anew.`;
  return new AppError('ENGINE_CRASHED', { message, data, cause: new Error(stderr.trim() || how) });
}

/** The process no longer answers and is ended. */
export function hung(id: ModelId, silence: Milliseconds): AppError {
  return new AppError('ENGINE_HUNG', {
    message: `The process of "${id}" did not answer for ${silence / 1000} s and was ended. Ask again: the model is loaded anew.`,
    data: { model_id: id, silence_ms: silence },
  });
}

/** It answers, but the model is not there in time. */
export function loadTimedOut(id: ModelId, limit: Milliseconds): AppError {
  return new AppError('LOAD_FAILED', {
    message: `"${id}" was not loaded within ${limit / 1000} s. Close other programs or choose a smaller model.`,
    data: { model_id: id, limit_ms: limit },
  });
}

/** The process sent what no version of the host sends. */
export function misbehaved(id: ModelId, cause: unknown): AppError {
  return new AppError('ENGINE_CRASHED', {
    message: `The process of "${id}" behaved unexpectedly and was ended. If it happens again, remove the model.`,
    data: { model_id: id },
    cause,
  });
}

export function unloadedMeanwhile(id: ModelId, loading: boolean): AppError {
  return loading
    ? new AppError('LOAD_FAILED', {
        message: `"${id}" was taken out of memory before it was loaded. Ask again to load it.`,
        data: { model_id: id },
      })
    : new AppError('GENERATION_FAILED', {
        message: `"${id}" was taken out of memory while it answered. Ask again.`,
        data: { model_id: id },
      });
}

export function notResident(id: ModelId): AppError {
  return new AppError('GENERATION_FAILED', {
    message: `"${id}" is not in memory. Ask again: it is loaded first.`,
    data: { model_id: id },
  });
}

/** What an aborted generation rejects with: the aborter's own reason when it is one of ours. */
export function abortReason(signal: AbortSignal): AppError {
  const reason: unknown = signal.reason;
  return reason instanceof AppError ? reason : new AppError('QUERY_CANCELLED', { cause: reason });
}
