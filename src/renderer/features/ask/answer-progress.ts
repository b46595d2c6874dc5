import type { QueryAnswer, QueryEvent } from '../../../shared/domain/query.ts';
import { describeFailure, type Failure } from '../../api/failure.ts';

export interface ChosenModel {
  readonly id: string;
  readonly label: string | null;
  readonly reason: string;
  /** Above 1 when an earlier attempt failed. */
  readonly attempt: number;
}

/** How far a question has come. `text` is what was written so far, also when it broke off. */
export type AnswerProgress =
  | { readonly phase: 'idle' | 'sending' }
  | { readonly phase: 'queued'; readonly ahead: number }
  | {
      readonly phase: 'writing' | 'stopped';
      readonly text: string;
      readonly model: ChosenModel | null;
    }
  | { readonly phase: 'done'; readonly text: string; readonly answer: QueryAnswer }
  | {
      readonly phase: 'failed';
      readonly text: string;
      readonly model: ChosenModel | null;
      readonly failure: Failure;
    };

const writtenSoFar = (progress: AnswerProgress): string =>
  'text' in progress ? progress.text : '';

export function chosenModel(progress: AnswerProgress): ChosenModel | null {
  if (progress.phase === 'done') {
    const { model_used, model_label, reason } = progress.answer;
    return { id: model_used, label: model_label, reason, attempt: 1 };
  }
  return 'model' in progress ? progress.model : null;
}

export function advance(progress: AnswerProgress, event: QueryEvent): AnswerProgress {
  switch (event.type) {
    case 'accepted':
      return { phase: 'queued', ahead: event.position };
    case 'started':
      // A further attempt starts the answer again, so earlier text is void.
      return {
        phase: 'writing',
        text: '',
        model: {
          id: event.model,
          label: event.model_label,
          reason: event.reason,
          attempt: event.attempt,
        },
      };
    case 'token':
      return {
        phase: 'writing',
        text: writtenSoFar(progress) + event.text,
        model: chosenModel(progress),
      };
    case 'done':
      return { phase: 'done', text: event.answer.response, answer: event.answer };
  }
}

export function stopped(progress: AnswerProgress): AnswerProgress {
  return { phase: 'stopped', text: writtenSoFar(progress), model: chosenModel(progress) };
}

export function failed(progress: AnswerProgress, caught: unknown): AnswerProgress {
  return {
    phase: 'failed',
    text: writtenSoFar(progress),
    model: chosenModel(progress),
    failure: describeFailure(caught),
  };
}

export function isUnderWay({ phase }: AnswerProgress): boolean {
  return phase === 'sending' || phase === 'queued' || phase === 'writing';
}
