import type { FoundModel, SourceReport } from '../../../shared/domain/found-model.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { HubTokenPort } from '../ports.ts';
import { describeRemote, isForPurpose, isNamed } from './describe-remote.ts';
import type { Measure } from './describe-repository.ts';
import { LeftOutCount } from './left-out.ts';
import type { OpenRouter } from './openrouter.ts';
import type { RemoteModel } from './openrouter-answers.ts';
import type { Question } from './question.ts';
import { bestFirst } from './score.ts';
import type { SourcePage } from './source-page.ts';

export interface RemoteSearchOptions {
  readonly openRouter: OpenRouter;
  readonly tokens: HubTokenPort;
  readonly measure: Measure;
  readonly limit: number;
  /** Models of the pages before. */
  readonly start: number;
  readonly signal?: AbortSignal | undefined;
}

/** Those with the words in their names; those for the purpose where only that is told, or no name fits. */
function meant(models: readonly RemoteModel[], question: Question): readonly RemoteModel[] {
  const named = models.filter((model) => isNamed(model, question));
  if (named.length > 0 && !question.is_purpose) return named;
  return models.filter((model) => isNamed(model, question) || isForPurpose(model, question));
}

/** Its list needs no token, but its models do: whether there is one. */
function tokenState(tokens: HubTokenPort): SourceReport['token'] {
  try {
    return tokens.of('openrouter') === undefined ? 'none' : 'stored';
  } catch (caught) {
    if (caught instanceof AppError && caught.code === 'CONFIG_INVALID') return 'unreadable';
    throw caught;
  }
}

/** Remote models; OpenRouter lists them all at once, so they are searched and paged here. */
export async function searchOpenRouter(options: RemoteSearchOptions): Promise<SourcePage<number>> {
  const { openRouter, tokens, measure, limit, start, signal } = options;
  const leftOut = new LeftOutCount();
  const nothing = { models: [], leftOut, next: null, token: tokenState(tokens) };
  try {
    const { models, malformed } = await openRouter.models(signal);
    leftOut.add('malformed', malformed);
    const found: FoundModel[] = [];
    for (const model of meant(models, measure.question)) {
      const described = describeRemote(model, measure);
      if (typeof described === 'string') leftOut.add(described);
      else found.push(described);
    }
    const end = start + limit;
    const page = bestFirst(found).slice(start, end);
    return { ...nothing, models: page, next: end < found.length ? end : null, failure: null };
  } catch (caught) {
    if (!(caught instanceof AppError)) throw caught;
    return { ...nothing, failure: caught };
  }
}
