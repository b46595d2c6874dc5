import { AppError } from '../../../shared/errors/app-error.ts';
import type { Choice } from '../deciding/choosing/terms.ts';
import type { Job } from '../job.ts';

const REMOTE = {
  model_id: 'remote',
  eligible: false,
  score: null,
  parts: null,
  reasons: ['remote models are not available in this version'],
};

/** The last step of the fallback order, for the record. */
export function withRemote(choice: Choice): Choice {
  return { ...choice, candidates: [...choice.candidates, REMOTE] };
}

/** Nobody can take the query: what was tried, or else what was seen of the models that came closest. */
export function nobodyCan(job: Job, choice: Choice): AppError {
  return job.lastError === null ? noModelError(choice) : exhaustedError(job);
}

/** The last failure, with all that was tried before it. */
export function exhaustedError({ lastError, tried }: Job): AppError {
  const last = lastError ?? new AppError('ATTEMPTS_EXHAUSTED');
  const names = tried.map(({ model_id, code }) => `${model_id} (${code})`);
  return new AppError(last.code, {
    message: `${last.message} Tried: ${names.join(', ')}; ${REMOTE.reasons[0]}.`,
    data: { ...last.data, tried },
    cause: last,
  });
}

function noModelError(choice: Choice): AppError {
  if (choice.candidates.length === 0) {
    return new AppError('NO_CAPABLE_MODEL', {
      message: 'No model is installed. Import a GGUF file with POST /models/import.',
    });
  }
  const why = choice.candidates.map(({ model_id, reasons }) => `${model_id} ${reasons.join(', ')}`);
  return new AppError('NO_CAPABLE_MODEL', {
    message: `No installed model can do this: ${why.join('; ')}.`,
  });
}
