import { describe, expect, test } from 'vitest';
import { modelId } from '../../../../shared/domain/ids.ts';
import { AppError } from '../../../../shared/errors/app-error.ts';
import { demand, model, view } from '../../testing/models.ts';
import { choose } from '../choose.ts';
import type { ModelView } from './terms.ts';

const short = view('short', { context_tokens: 1000, resident: true, ready: true });
const long = view('long', { context_tokens: 8000 });
const asked = (prompt_tokens: number, max_tokens: number | null = null) =>
  demand({ size: { prompt_tokens, max_tokens, accepted_s: 60 } });
const chosenOf = (models: readonly ModelView[], ...args: Parameters<typeof asked>) =>
  choose(models, asked(...args)).chosen;

describe('the context of a model', () => {
  test('must hold prompt and answer, and a refusal says so', () => {
    expect(chosenOf([short, long], 512)).toBe('short');
    const { chosen, candidates } = choose([short, long], asked(512, 800));
    expect(chosen).toBe('long');
    expect(candidates[0]).toMatchObject({
      eligible: false,
      parts: null,
      reasons: ['holds 1000 tokens, and 1056 or more are asked for'],
    });
  });

  test('is not held against a prompt that may be half as long as it looks', () => {
    expect(chosenOf([short, long], 1900)).toBe('short');
    expect(chosenOf([short, long], 2048)).toBe('long');
  });

  test('rules nobody out where nobody has enough: the engine counts, and has the last word', () => {
    expect(chosenOf([short, long], 65_536)).toBe('short');
    const excluded = new Map([[modelId('long'), new AppError('PROMPT_TOO_LONG')]]);
    expect(choose([short, long], { ...asked(2048), excluded }).chosen).toBe('short');
  });

  test('is nothing to a light model, which reads as much as it can hold', () => {
    const light = view('light', {
      context_tokens: 512,
      light: true,
      model: model('light', { light_model: { beyond: ['That is beyond me.'] } }),
    });
    const hurried = { ...asked(2048), hurried: true, alone: true };
    expect(choose([long, light], hurried)).toMatchObject({ chosen: 'light', meanwhile: 'long' });
  });
});
