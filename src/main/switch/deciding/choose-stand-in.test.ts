import { describe, expect, test } from 'vitest';
import { modelId } from '../../../shared/domain/ids.ts';
import { epochMs } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { demand, model, view } from '../testing/models.ts';
import { choose } from './choose.ts';
import type { Demand, ModelView } from './choosing/terms.ts';
import type { Ailment } from './model-health.ts';

const hurried = demand({ hurried: true, alone: true });
const error = new AppError('ENGINE_CRASHED');
const AWAY: Readonly<Record<string, Ailment>> = {
  resting: { state: 'resting', since: epochMs(0), until: epochMs(5), error },
  no_room: { state: 'no_room', since: epochMs(0), until: epochMs(5), error },
  quarantined: { state: 'quarantined', until: null, error },
  missing: { state: 'missing', until: null, error },
};
const light = view('light', { light: true });
const cold = view('right');
const warm = view('right', { resident: true, ready: true });
const readsOneQuestion = view('light', {
  light: true,
  model: model('light', { light_model: { beyond: ['That is beyond me.'] } }),
});
const within = demand({ hurried: true, alone: false });
const passedOn = demand({ hurried: true, alone: true, beyond: new Set([modelId('light')]) });
const coming = view('right', { resident: true });
const ill = (state: string) => view('right', { ailment: AWAY[state] ?? null });

type Case = readonly [string, ModelView, ModelView, Demand, string | null, string, string | null];
/** What is said, the right model, the Light LLM, what is asked, who answers, step, meanwhile. */
const CASES: readonly Case[] = [
  ['the right model in memory answers', warm, light, hurried, 'right', 'chosen', null],
  ['Light answers while it is loaded', cold, light, hurried, 'light', 'light_llm', 'right'],
  ['Light answers while it is coming', coming, light, hurried, 'light', 'light_llm', 'right'],
  ['who can wait waits for the load', cold, light, demand(), 'right', 'chosen', null],
  ['Light answers while it rests', ill('resting'), light, hurried, 'light', 'light_llm', null],
  ['who can wait waits for the pause', ill('resting'), light, demand(), null, 'none', null],
  ['a light model too', cold, readsOneQuestion, hurried, 'light', 'light_llm', 'right'],
  ['but not within a conversation', cold, readsOneQuestion, within, 'right', 'chosen', null],
  ['where another Light LLM does', cold, light, within, 'light', 'light_llm', 'right'],
  ['nor where it said "beyond"', cold, readsOneQuestion, passedOn, 'right', 'next', null],
  ['then the pause is waited for', ill('resting'), readsOneQuestion, passedOn, null, 'none', null],
  [
    'and when no other can, it says so to the caller',
    ill('missing'),
    readsOneQuestion,
    passedOn,
    'light',
    'light_llm',
    null,
  ],
  ['it answers for one set aside', ill('quarantined'), light, demand(), 'light', 'light_llm', null],
  ['and for one without its file', ill('missing'), light, demand(), 'light', 'light_llm', null],
  ['and for one that does not fit', ill('no_room'), light, demand(), 'light', 'light_llm', null],
  ['and when no attempt is left', warm, light, demand({ spent: true }), 'light', 'light_llm', null],
];

test.for(CASES)('%s', ([, right, standIn, asked, chosen, step, meanwhile]) => {
  expect(choose([right, standIn], asked)).toMatchObject({ chosen, step, meanwhile });
});

describe('the Light LLM', () => {
  test('never answers for a model that was named', () => {
    for (const right of [cold, ...Object.keys(AWAY).map(ill)]) {
      const choice = choose([right, light], { ...hurried, preference: 'right' });
      expect(choice.chosen).not.toBe('light');
      expect(choice.meanwhile).toBeNull();
    }
  });

  test('is simply the model that answers when it is named, or the only one', () => {
    expect(choose([warm, light], demand({ preference: 'light' })).step).toBe('chosen');
    expect(choose([light], hurried)).toMatchObject({ chosen: 'light', step: 'chosen' });
  });

  test.for(['embedding', 'vision'] as const)('does not take %s', (query_type) => {
    expect(choose([cold, light], { ...hurried, query_type }).chosen).toBeNull();
  });

  test('is not tried at once where it has just broken off', () => {
    const failed_on = new Set([modelId('light')]);
    expect(choose([cold, light], { ...hurried, failed_on }).chosen).toBe('right');
  });

  test('goes before what ships with the product', () => {
    const shipped = view('shipped', {
      model: model('shipped', { source: 'built-in' }),
      ready: true,
    });
    expect(choose([shipped, light], demand()).chosen).toBe('light');
  });
});
