import type { Rotation, RotationCause, RotationState } from '../src/shared/domain/rotation.ts';

const MINUTE_S = 60;
const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();

type Moment = readonly [seconds_ago: number, RotationState, RotationCause, took_s?: number];

/** What happened to each model, the oldest first. */
const BUSY: Readonly<Record<string, readonly Moment[]>> = {
  'local/writer:q8_0': [
    [14 * MINUTE_S, 'loading', 'query'],
    [13.4 * MINUTE_S, 'active', 'query', 36.2],
    [9 * MINUTE_S, 'warm', 'query'],
    [6 * MINUTE_S, 'active', 'query'],
    [4.2 * MINUTE_S, 'warm', 'query'],
  ],
  'local/coder:q4_k_m': [
    [9.6 * MINUTE_S, 'loading', 'query'],
    [9 * MINUTE_S, 'active', 'query', 35.9],
    [7.5 * MINUTE_S, 'warm', 'query'],
    [7.2 * MINUTE_S, 'draining', 'room'],
    [6.9 * MINUTE_S, 'cold', 'room'],
    [2.6 * MINUTE_S, 'loading', 'prediction'],
    [1.9 * MINUTE_S, 'warm', 'prediction', 40.1],
    [1.4 * MINUTE_S, 'active', 'query'],
  ],
  'local/translator:q5_k_m': [
    [7 * MINUTE_S, 'loading', 'prediction'],
    [6.5 * MINUTE_S, 'warm', 'prediction', 28],
    [3.1 * MINUTE_S, 'draining', 'idle'],
    [2.8 * MINUTE_S, 'cold', 'idle'],
  ],
  'local/analyst:q8_0': [
    [12 * MINUTE_S, 'loading', 'operator'],
    [11.8 * MINUTE_S, 'cold', 'failure'],
    [0.3 * MINUTE_S, 'loading', 'pin'],
  ],
  'local/summaries:q4_0': [],
};

const REASONS: Readonly<Record<RotationCause, string>> = {
  query: 'A query of type code waited for it, and no other model in memory does as well.',
  prediction: 'code is expected within 30 s with 71 %, and local/coder:q4_k_m would take it.',
  operator: 'The operator brought it in.',
  pin: 'The operator pinned it.',
  idle: 'Nobody used it for 3600 s.',
  room: 'local/writer:q8_0 needed its place, and it was used longest ago.',
  failure: 'The engine could not load the model: out of memory.',
};

function historyOf(models: Readonly<Record<string, readonly Moment[]>>): Rotation['history'] {
  return Object.entries(models)
    .flatMap(([model_id, moments]) =>
      moments.map(([seconds, state, cause, took_s = null]) => {
        return { at: ago(seconds), model_id, state, cause, reason: REASONS[cause], took_s };
      }),
    )
    .toSorted((a, b) => b.at.localeCompare(a.at));
}

const modelOf = (model_id: string, more: Partial<Rotation['models'][number]>) => {
  return {
    model_id,
    state: 'cold' as const,
    since: null,
    light: false,
    pinned: false,
    warmed: false,
    running: 0,
    uses: 0,
    last_used: null,
    load_s: null,
    need: 0,
    leaves_at: null,
    ...more,
  };
};

/** A product that has worked for a quarter of an hour. */
export function busyRotation(): Rotation {
  return {
    active: 'local/coder:q4_k_m',
    policy: { max_active_models: 3, min_usage_for_warmup: 3, cooldown_s: 300, idle_unload_s: 3600 },
    models: [
      modelOf('built-in/light-model', { light: true, uses: 41, last_used: ago(70), need: 0.34 }),
      modelOf('local/writer:q8_0', {
        state: 'warm',
        since: ago(4.2 * MINUTE_S),
        uses: 212,
        need: 0.18,
        load_s: 36.2,
        leaves_at: ago(-55 * MINUTE_S),
      }),
      modelOf('local/coder:q4_k_m', {
        state: 'active',
        since: ago(1.4 * MINUTE_S),
        running: 2,
        uses: 187,
        need: 0.92,
        load_s: 40.1,
      }),
      modelOf('local/translator:q5_k_m', { uses: 12, last_used: ago(400), need: 0.07, load_s: 28 }),
      modelOf('local/analyst:q8_0', { state: 'loading', since: ago(18), pinned: true, uses: 3 }),
      modelOf('local/summaries:q4_0', {}),
    ],
    prediction: {
      enabled: true,
      observed: 455,
      window_s: 30,
      expected: 3.4,
      types: [
        ['code', 0.58, 1, 2, 'local/coder:q4_k_m'] as const,
        ['text_generation', 0.21, 0.43, 0, 'local/writer:q8_0'] as const,
        ['translation', 0.12, 0.31, 0, 'local/translator:q5_k_m'] as const,
        ['analysis', 0.07, 0.2, 0, 'local/analyst:q8_0'] as const,
        ['embedding', 0.02, 0.05, 0, null] as const,
      ].map(([query_type, next, within_window, queued, model_id]) => {
        return { query_type, next, within_window, queued, model_id };
      }),
      decided:
        'local/translator:q5_k_m would be next, but its place is needed within 30 s with 31 % only; nothing is brought ahead.',
    },
    counts: {
      loads: { query: 14, prediction: 5, operator: 1, pin: 1 },
      hits: 398,
      misses: 57,
      warmed_used: 4,
      warmed_in_vain: 1,
      swap_p50_s: 35.4,
      swap_p95_s: 40.1,
    },
    history: historyOf(BUSY),
  };
}

/** Thirty models with long names, six of them in memory. */
export function crowdedRotation(): Rotation {
  const id = (number: number): string =>
    `local/a-model-with-a-rather-long-name-that-goes-on-${'and-on-'.repeat(number % 3)}${number}:q4_k_m`;
  const busy = busyRotation();
  const numbers = Array.from({ length: 30 }, (_, number) => number);
  const moments = Object.fromEntries(
    numbers.slice(0, 6).map((number): [string, readonly Moment[]] => [
      id(number),
      [
        [(10 - number) * MINUTE_S, 'loading', 'query'],
        [(9.5 - number) * MINUTE_S, 'active', 'query', 30],
        [(9 - number) * MINUTE_S, 'warm', 'query'],
      ],
    ]),
  );
  return {
    ...busy,
    active: id(2),
    policy: { ...busy.policy, max_active_models: 6 },
    models: numbers.map((number) =>
      modelOf(id(number), {
        uses: number,
        need: number / 60,
        ...(number < 6 && {
          state: 'warm',
          since: ago((9 - number) * MINUTE_S),
          pinned: number === 1,
        }),
      }),
    ),
    prediction: {
      ...busy.prediction,
      enabled: false,
      types: busy.prediction.types.map((one, index) => ({ ...one, model_id: id(index) })),
    },
    history: historyOf(moments),
  };
}
