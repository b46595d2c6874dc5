import type { ModelId } from '../../shared/domain/ids.ts';
import type { AppError } from '../../shared/errors/app-error.ts';
import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import type { Job } from './job.ts';

/** The same model would fail this query again, so it is not tried there a second time. */
const LASTING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'PROMPT_TOO_LONG',
  'MODEL_FILE_MISSING',
  'NOT_GGUF',
  'GGUF_TRUNCATED',
  'GGUF_INVALID',
  'GGUF_UNSUPPORTED',
  'LOAD_FAILED',
  'OUT_OF_MEMORY',
]);

/** The model did nothing and the query lost nothing: the next candidate has the same attempt. */
const NO_ATTEMPT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'MODEL_FILE_MISSING',
  'OUT_OF_MEMORY',
]);

/** Whether a load that failed this way used up an attempt of the query it was for. */
export const costsAttempt = ({ code }: AppError): boolean => !NO_ATTEMPT.has(code);

/** Whether the model is to rest for it. */
export const isFaultOfModel = ({ code }: AppError): boolean => code !== 'PROMPT_TOO_LONG';

/** The query knows from then on what it has tried in vain, and where it had better not go again. */
export function bookFailure(job: Job, model: ModelId, error: AppError): void {
  job.lastError = error;
  job.tried.push({ model_id: model, code: error.code });
  if (LASTING.has(error.code)) job.excluded.set(model, error);
  else job.failedOn.add(model);
}
