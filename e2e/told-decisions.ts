import type { Decision, QueryRecord, ScoreParts } from '../src/shared/domain/query.ts';

type Candidate = Decision['candidates'][number];

/** @param values of the four shares, 0..1 */
function partsOf(values: readonly number[], cost: number, adjustment = 0): ScoreParts {
  const [specialty = 0, performance = 0, efficiency = 0, availability = 0] = values;
  return {
    specialty: { value: specialty, weight: 0.4 },
    performance: { value: performance, weight: 0.3 },
    efficiency: { value: efficiency, weight: 0.2 },
    availability: { value: availability, weight: 0.1 },
    switching: { load_s: 30 * cost, prefill_s: cost, accepted_s: 30, cost },
    adjustment,
  };
}

function candidateOf(model_id: string, parts: ScoreParts, reasons: string[]): Candidate {
  const { specialty, performance, efficiency, availability, switching, adjustment } = parts;
  const gained = [specialty, performance, efficiency, availability].reduce(
    (sum, { value, weight }) => sum + value * weight,
    0,
  );
  return { model_id, eligible: true, score: gained - switching.cost + adjustment, parts, reasons };
}

const RULED_OUT: Candidate = {
  model_id: 'local/small-context:q4_0',
  eligible: false,
  score: null,
  parts: null,
  reasons: ['reads 2048 tokens at most, and the query has 5210'],
};

const OTHERS = Array.from({ length: 25 }, (_, number) =>
  candidateOf(
    `local/another-model-with-a-long-name-${number}:q4_k_m`,
    partsOf([0.5, 0.5 - number / 60, number / 30, 0.6], 0.1 + number / 200),
    ['nothing is known of how it does with code'],
  ),
);

const AT = '2026-11-24T20:00:00.000Z';

const DECISIONS: readonly Decision[] = [
  {
    at: AT,
    attempt: 1,
    chosen: 'local/newcomer:q5_k_m',
    reason: 'local/newcomer:q5_k_m is tried out: it has answered 2 queries of type code so far.',
    step: 'chosen',
    explores: true,
    candidates: [
      candidateOf('local/coder:q8_0', partsOf([1, 0.82, 0.64, 1], 0), [
        'made for code',
        '41 of 50 answers of this type succeeded or were liked',
      ]),
      ...OTHERS,
      candidateOf('local/newcomer:q5_k_m', partsOf([1, 0.5, 0.9, 0.7], 0.16, 0.4), [
        'made for code',
        'little is known of it',
      ]),
      candidateOf('local/huge:q8_0', partsOf([0.6, 0.7, 0.05, 0.4], 0.9), [
        'takes long into memory',
      ]),
      RULED_OUT,
    ],
  },
  {
    at: AT,
    attempt: 2,
    chosen: 'local/coder:q8_0',
    reason: 'local/coder:q8_0 is made for code and is in memory.',
    step: 'next',
    cached_s: 12,
    candidates: [
      candidateOf('local/coder:q8_0', partsOf([1, 0.82, 0.64, 1], 0), ['made for code']),
      candidateOf('local/newcomer:q5_k_m', partsOf([1, 0.5, 0.9, 0.7], 0, -2), [
        'it broke off on this query',
      ]),
    ],
  },
  {
    at: AT,
    attempt: 3,
    chosen: 'local/coder:q8_0',
    reason: 'Decided by an older version, which kept no parts.',
    candidates: [
      {
        model_id: 'local/coder:q8_0',
        eligible: true,
        score: 0.71,
        reasons: ['specialty 1.00 for code', 'in memory'],
      },
    ],
  },
];

/** A query with a decision among many, one from memory, and one that an older version took. */
export const DECIDED: QueryRecord = {
  query_id: 'q_decided',
  state: 'succeeded',
  module_id: 'spawner',
  module_type: 'SPAWNER',
  query_type: 'code',
  query_type_source: 'classifier',
  priority: { requested: 'MEDIUM', applied: 'MEDIUM' },
  model_preference: null,
  content: 'Write a function that adds two numbers.',
  content_kept: true,
  response: 'const add = (a: number, b: number): number => a + b;',
  model_used: 'local/coder:q8_0',
  reason: 'local/coder:q8_0 is made for code and is in memory.',
  finish_reason: 'stop',
  usage: { prompt_tokens: 12, completion_tokens: 24, total_tokens: 36 },
  error: null,
  beyond: false,
  feedback: 1,
  attempts: 3,
  position: null,
  eta_ms: null,
  decisions: [...DECISIONS],
  metadata: {},
  created_at: AT,
  started_at: AT,
  finished_at: AT,
};
