import { queryId } from '../../shared/domain/ids.ts';
import { parsePriority } from '../../shared/domain/priority.ts';
import { epochMs } from '../../shared/domain/units.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { type Caller, mayCall } from '../core/access/caller.ts';
import type { Api } from './implementer.ts';
import type { Services } from './services.ts';

const LIST_LIMIT = 100;
const UNDER_WAY = ['running', 'queued'] as const;

const owns =
  (caller: Caller, otherwise: 'read' | 'admin') =>
  (owner: string): boolean =>
    owner === caller.owner || mayCall(caller, otherwise);

/** As the caller of a moved query reads it. */
const nameOf = ({ kind, module_id }: Caller): string =>
  kind === 'token' && module_id !== null ? module_id : 'the operator';

export function queryOperations(api: Api, services: Services) {
  const router = services.switch;
  return {
    ask: api.queries.ask.handler(({ input, context, signal }) =>
      router.ask(input, context.caller, {
        signal,
        ...(context.onAcknowledged && { onAcknowledged: context.onAcknowledged }),
      }),
    ),
    stream: api.queries.stream.handler(({ input, context, signal }) =>
      router.stream(input, context.caller, signal),
    ),
    submit: api.queries.submit.handler(({ input, context }) =>
      router.submit(input, context.caller),
    ),
    get: api.queries.get.handler(({ input, context }) => {
      const record = router.get(queryId(input.id), owns(context.caller, 'read'));
      if (record === undefined) {
        throw new AppError('QUERY_NOT_FOUND', { data: { query_id: input.id } });
      }
      return record;
    }),
    cancel: api.queries.cancel.handler(({ input, context }) =>
      router.cancel(queryId(input.id), owns(context.caller, 'admin')),
    ),
    cancelMany: api.queries.cancelMany.handler(async ({ input }) => {
      const { state, module_id: module, text, preview = false } = input;
      const filter = {
        states: state === undefined ? UNDER_WAY : [state].flat(),
        priority: input.priority === undefined ? undefined : parsePriority(input.priority),
        module,
        text,
        ids: input.ids === undefined ? undefined : new Set(input.ids),
      };
      const cancelled = preview ? router.countMany(filter) : await router.cancelMany(filter);
      return { cancelled, preview };
    }),
    move: api.queries.move.handler(({ input, context }) => {
      const { id, to, before } = input;
      const place = before === undefined ? to : { before: queryId(before) };
      const priority = input.priority === undefined ? undefined : parsePriority(input.priority);
      return router.move(queryId(id), { place, priority }, nameOf(context.caller));
    }),
    feedback: api.queries.feedback.handler(({ input, context }) =>
      router.judge(queryId(input.id), input.score, owns(context.caller, 'read')),
    ),
    list: api.queries.list.handler(({ input }) => {
      const { state, module_id: module, text, offset, limit = LIST_LIMIT } = input ?? {};
      const priority = input?.priority === undefined ? undefined : parsePriority(input.priority);
      const states = state === undefined ? undefined : [state].flat();
      const page = router.list({ states, priority, module, text, offset, limit });
      return { count: page.queries.length, total: page.total, queries: [...page.queries] };
    }),
    purge: api.queries.purge.handler(async ({ input }) => {
      const { older_than_s = 0, state, preview = false } = input;
      const range = {
        // What ends in this very millisecond is meant, too.
        before: epochMs(Date.now() - older_than_s * 1000 + 1),
        states: state === undefined ? undefined : [state].flat(),
      };
      const { retention } = services;
      return { ...(await (preview ? retention.preview(range) : retention.purge(range))), preview };
    }),
  };
}
