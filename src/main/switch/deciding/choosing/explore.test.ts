import { describe, expect, test } from 'vitest';
import { modelId } from '../../../../shared/domain/ids.ts';
import { AppError } from '../../../../shared/errors/app-error.ts';
import { demand, model, view } from '../../testing/models.ts';
import { choose } from '../choose.ts';
import type { Demand, ModelView } from './terms.ts';

const GIB = 1024 ** 3;
const there = { resident: true, ready: true };
const known = (times: number) => {
  const code = { attempts: 10, success: 1, pace: 10, judged: 5, liked: 0.9, known: times };
  return { experience: { code } };
};
const proven = view('proven', { ...there, ...known(5) });
const unknown = view('unknown', there);
const size = { prompt_tokens: 1, max_tokens: null, accepted_s: 60 };
const tried = (more: Partial<Demand> = {}) => demand({ tries_out: true, size, ...more });

describe('a query that may be tried out with', () => {
  test('goes to the model least known for its type, and says so', () => {
    const { chosen, explores, reason, candidates } = choose([proven, unknown], tried());
    expect({ chosen, explores }).toEqual({ chosen: 'unknown', explores: true });
    expect(reason).toContain('unknown is tried out');
    expect(candidates[1]?.parts?.adjustment).toBeGreaterThan(1);
    expect(candidates[0]?.parts?.adjustment).toBe(0);
  });

  test('is the only one that does', () => {
    const { chosen, explores } = choose([proven, unknown], tried({ tries_out: false }));
    expect({ chosen, explores }).toEqual({ chosen: 'proven', explores: false });
  });

  test('needs no excuse for the model that is chosen anyhow', () => {
    const { chosen, explores, candidates } = choose([unknown, view('other')], tried());
    expect({ chosen, explores }).toEqual({ chosen: 'unknown', explores: false });
    expect(candidates[0]?.parts?.adjustment).toBe(0);
  });

  const LEFT_ALONE: readonly (readonly [string, ModelView])[] = [
    ['is known well enough', view('x', { ...there, ...known(5) })],
    [
      'is made for something else',
      view('x', { ...there, model: model('x', { specialties: ['audio'] }) }),
    ],
    ['needs a costly switch', view('x', { model: model('x', { size_bytes: 8 * GIB }) })],
    [
      'is not healthy',
      view('x', {
        ...there,
        ailment: { state: 'quarantined', until: null, error: new AppError('LOAD_FAILED') },
      }),
    ],
    ['stands in for others', view('x', { ...there, light: true })],
    ['ships with the product', view('x', { ...there, model: model('x', { source: 'built-in' }) })],
  ];
  test.for(LEFT_ALONE)('does not go to a model that %s', ([, one]) => {
    const { chosen, explores } = choose([proven, one], tried());
    expect({ chosen, explores }).toEqual({ chosen: 'proven', explores: false });
  });

  test('may go to one that is soon there', () => {
    expect(choose([proven, view('near')], tried())).toMatchObject({
      chosen: 'near',
      explores: true,
    });
  });

  test.for<[string, Partial<Demand>]>([
    ['broke off before', { failed_on: new Set([modelId('gone')]) }],
    [
      'was excluded somewhere',
      { excluded: new Map([[modelId('gone'), new AppError('INTERNAL')]]) },
    ],
    ['was begun elsewhere', { begun_on: modelId('proven') }],
    ['was beyond a model', { beyond: new Set([modelId('gone')]) }],
  ])('is left in peace when it %s', ([, more]) => {
    const { chosen, explores } = choose([proven, unknown], tried(more));
    expect({ chosen, explores }).toEqual({ chosen: 'proven', explores: false });
  });
});
