import { describe, expect, test } from 'vitest';
import { modelId } from '../../../shared/domain/ids.ts';
import { epochMs } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Experience } from '../learning/experience.ts';
import { demand, model, view } from '../testing/models.ts';
import { choose } from './choose.ts';
import type { ModelView } from './choosing/terms.ts';

const coder = view('coder', { model: model('coder', { specialties: ['code'] }) });
const writer = view('writer', { model: model('writer', { specialties: ['text_generation'] }) });
const error = new AppError('LOAD_FAILED');

/** A model that has answered queries for code. */
function fared(id: string, more: Partial<Experience>): ModelView {
  const code = { attempts: 10, success: 1, pace: 10, judged: 10, liked: 0.5, known: 5, ...more };
  return view(id, { experience: { code } });
}

describe('a choice', () => {
  test('goes to the specialist, and says why', () => {
    const choice = choose([writer, coder], demand());
    expect(choice).toMatchObject({ chosen: 'coder', reason: expect.stringContaining('code') });
    expect(choice.candidates).toHaveLength(2);
  });

  test('prefers what is in memory among equals', () => {
    const models = [view('cold'), view('warm', { resident: true })];
    expect(choose(models, demand()).chosen).toBe('warm');
  });

  test('prefers the model that succeeds more often', () => {
    const models = [fared('shaky', { success: 0.2 }), fared('steady', { success: 0.9 })];
    expect(choose(models, demand()).chosen).toBe('steady');
  });

  test('prefers the model whose answers are liked better', () => {
    const models = [fared('disliked', { liked: 0.2 }), fared('liked', { liked: 0.9 })];
    expect(choose(models, demand()).chosen).toBe('liked');
    // That is said of this type, and of no other.
    expect(choose(models, demand({ query_type: 'analysis' })).chosen).toBe('disliked');
  });

  test('takes the shipped model only when nothing else can', () => {
    const shipped = view('shipped', {
      model: model('shipped', { source: 'built-in' }),
      resident: true,
    });
    expect(choose([shipped, writer], demand()).chosen).toBe('writer');
    expect(choose([shipped], demand()).chosen).toBe('shipped');
  });

  test('between equals goes to the model known longest', () => {
    expect(choose([view('old'), view('new')], demand()).chosen).toBe('old');
    expect(choose([view('new'), view('old')], demand()).chosen).toBe('new');
  });

  test('keeps the score and the reasons of every candidate, and no score of one that cannot', () => {
    const { candidates } = choose(
      [view('fit'), view('ill', { ailment: { state: 'quarantined', until: null, error } })],
      demand(),
    );
    expect(candidates).toEqual([
      {
        model_id: 'fit',
        eligible: true,
        score: expect.any(Number),
        parts: expect.objectContaining({ adjustment: 0 }),
        reasons: expect.any(Array),
      },
      {
        model_id: 'ill',
        eligible: false,
        score: null,
        parts: null,
        reasons: ['is set aside after repeated failures (LOAD_FAILED)'],
      },
    ]);
  });

  test('does not leave the models that match the preference for one that does not', () => {
    const excluded = new Map([[modelId('coder'), error]]);
    const choice = choose([coder, writer], demand({ preference: 'coder', excluded }));
    expect(choice).toMatchObject({ chosen: null, worth_waiting: false });
    expect(choice.candidates.map(({ model_id }) => model_id)).toEqual(['coder']);
  });

  test('is bound by a preference that some model matches, by id, stem, tag or specialty', () => {
    const tagged = view('me/tagged:q4', { model: model('me/tagged:q4', { tags: ['Fast'] }) });
    for (const preference of ['me/tagged:q4', 'ME/TAGGED', 'fast']) {
      expect(choose([coder, tagged], demand({ preference })).chosen).toBe('me/tagged:q4');
    }
    expect(choose([coder, tagged], demand({ preference: 'code' })).chosen).toBe('coder');
  });

  test.for(['me/real:q4', 'me/real'])('a tag "%s" does not stand in for that model', (name) => {
    const impostor = view('x', { model: model('x', { tags: [name] }), resident: true });
    const real = view('me/real:q4');
    expect(choose([impostor, real], demand({ preference: name })).chosen).toBe('me/real:q4');
    expect(choose([impostor], demand({ preference: name })).chosen).toBe('x');
  });

  test('falls back when no model matches the preference, and says so', () => {
    const choice = choose([coder], demand({ preference: 'nobody' }));
    expect(choice.chosen).toBe('coder');
    expect(choice.reason).toContain('No installed model matches "nobody"');
  });

  test('needs a model made for embeddings or vision', () => {
    const eyes = view('eyes', { model: model('eyes', { specialties: ['vision'] }) });
    expect(choose([coder], demand({ query_type: 'vision' })).chosen).toBeNull();
    expect(choose([coder, eyes], demand({ query_type: 'vision' })).chosen).toBe('eyes');
  });

  test('leaves out what failed this query for good, and puts last what broke off', () => {
    const excluded = new Map([[modelId('coder'), error]]);
    expect(choose([coder, writer], demand({ excluded })).chosen).toBe('writer');
    const failed_on = new Set([modelId('coder')]);
    expect(choose([coder, writer], demand({ failed_on })).chosen).toBe('writer');
    expect(choose([coder], demand({ failed_on })).chosen).toBe('coder');
  });

  test('goes on with an answer where it was begun, whatever else speaks for another', () => {
    const begun = demand({ begun_on: modelId('writer') });
    const choice = choose([coder, writer], begun);
    expect(choice.chosen).toBe('writer');
    expect(choice.reason).toContain('goes on with the answer');
    const gone = choose([coder], begun);
    expect(gone).toMatchObject({ chosen: 'coder' });
    expect(gone.reason).toContain('It was begun on writer, which cannot go on now.');
  });

  test('waits for a model that rests, and not for one that is set aside', () => {
    const resting = view('a', {
      ailment: { state: 'resting', since: epochMs(0), until: epochMs(5), error },
    });
    const aside = view('a', { ailment: { state: 'quarantined', until: null, error } });
    expect(choose([resting], demand())).toMatchObject({ chosen: null, worth_waiting: true });
    expect(choose([aside], demand())).toMatchObject({ chosen: null, worth_waiting: false });
    const excluded = new Map([[modelId('a'), error]]);
    expect(choose([resting], demand({ excluded })).worth_waiting).toBe(false);
  });
});
