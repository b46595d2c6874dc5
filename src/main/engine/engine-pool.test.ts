import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tinyCycle } from '../../../scripts/gguf/presets.ts';
import type { AnswerSoFar, GenerationRequest } from '../../shared/domain/generation.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { chat, errorOf, type LoadedModel, plain, RealEngine } from './testing/real-engine.ts';

const TEXT = 'El murciélago veloz comía feliz cardillo y kiwi; ¿quién lo vio? 🎧 Nadie.';
const ENDLESS = 'uno dos tres cuatro cinco seis siete ocho nueve diez';

let engine: RealEngine;
let speaker: LoadedModel;
let endless: LoadedModel;

beforeAll(async () => {
  engine = new RealEngine();
  speaker = await engine.load('speaker', tinyCycle(TEXT));
  endless = await engine.load('endless', tinyCycle(ENDLESS, { loop: true }));
});
afterAll(() => engine[Symbol.asyncDispose]());

describe('a model that is loaded', () => {
  test('shows its slots, its context and its process', () => {
    expect(engine.pool.residents()[0]).toEqual({
      model_id: speaker.target.model_id,
      state: 'ready',
      slots: 4,
      running: 0,
      context_length: 512,
      memory: {
        context_limit: 'setting',
        estimated: expect.objectContaining({ total: expect.any(Number) }),
        measured_bytes: expect.toSatisfy((bytes) => bytes === null || bytes > 0),
      },
      pid: expect.any(Number),
    });
  });

  test('answers a chat with exactly its text', async () => {
    const answer = await speaker.answer(chat('hola'));
    expect(answer.text).toBe(TEXT);
    expect(answer.finish_reason).toBe('stop');
    expect(answer.first_token_ms).toBeGreaterThan(0);
    expect(answer.total_ms).toBeGreaterThanOrEqual(answer.first_token_ms);
  });

  test('streams it in pieces of whole characters', async () => {
    const { pieces } = await speaker.answer(chat('hola'));
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.every((piece) => piece !== '' && piece.isWellFormed())).toBe(true);
    expect(pieces.join('')).not.toContain('\uFFFD');
  });

  test('continues a plain text, also when it samples', async () => {
    const request = plain('hola', { temperature: 1.5, top_p: 0.9, seed: 7 });
    expect((await speaker.answer(request)).text).toBe(TEXT);
  });

  test('counts the tokens of the prompt and of the answer, its end included', async () => {
    const { prompt_tokens, completion_tokens } = await speaker.answer(plain('hola'));
    expect(prompt_tokens).toBe(4);
    expect(completion_tokens).toBe(TEXT.split(' ').length + 1); // Its words are its tokens.
  });

  test('stops at the limit of tokens', async () => {
    const answer = await endless.answer(chat('x', { max_tokens: 3 }));
    expect(answer).toMatchObject({
      finish_reason: 'length',
      completion_tokens: 3,
      text: 'uno dos tres',
    });
  });

  test('stops at a stop text and shows no part of it', async () => {
    const answer = await endless.answer(chat('x', { stop: ['tres cua'] }));
    expect(answer).toMatchObject({ finish_reason: 'stop', text: 'uno dos ' });
  });

  test('shows what looked like a stop text when the tokens run out', async () => {
    const answer = await endless.answer(chat('x', { stop: ['tres años'], max_tokens: 3 }));
    expect(answer).toMatchObject({ finish_reason: 'length', text: 'uno dos tres' });
  });
});

describe('an answer that was paused', () => {
  let slow: LoadedModel;
  beforeAll(async () => {
    // A tiny one would have written all before it hears of the pause.
    slow = await engine.load('slow', {
      ...tinyCycle(ENDLESS, { loop: true }),
      embedding_length: 256,
      block_count: 10,
      head_count: 4,
      head_count_kv: 4,
      feed_forward_length: 1024,
    });
  });

  /** Paused as soon as it has written this. */
  async function paused(request: GenerationRequest, written = ''): Promise<AnswerSoFar> {
    const pause = new AbortController();
    let text = '';
    let tokens: readonly number[] = [];
    const answer = engine.pool.generate(slow.target.model_id, request, {
      signal: new AbortController().signal,
      pause: pause.signal,
      onText: (piece) => {
        text += piece;
        if (text.includes(written)) pause.abort(new AppError('QUERY_CANCELLED'));
      },
      onPaused: (known) => {
        tokens = known;
      },
    });
    expect((await errorOf(answer)).code).toBe('QUERY_CANCELLED');
    return { text, tokens };
  }
  const request = chat('x', { max_tokens: 400 });
  const WHOLE = ENDLESS.repeat(40);

  test('goes on in the middle as if nothing had been, and counts as one', async () => {
    const continue_from = await paused(request);
    expect(continue_from.tokens.length).toBeGreaterThan(0);
    const others = Array.from({ length: 4 }, (_, slot) => slow.answer(chat(`${slot}`.repeat(9))));
    await Promise.all(others); // Its slot has been used for something else meanwhile.
    const rest = await slow.answer({ ...request, continue_from });
    expect(continue_from.text + rest.text).toBe(WHOLE);
    const whole = await slow.answer(request);
    expect(rest).toMatchObject({
      finish_reason: 'length',
      prompt_tokens: whole.prompt_tokens,
      completion_tokens: whole.completion_tokens,
    });
  });

  test('can be paused again', async () => {
    const first = await paused(request);
    const more = await paused({ ...request, continue_from: first });
    const second = { text: first.text + more.text, tokens: more.tokens };
    const rest = await slow.answer({ ...request, continue_from: second });
    expect(second.text + rest.text).toBe(WHOLE);
  });

  test('still ends at a stop text of which it had written the beginning', async () => {
    const { tokens } = await paused(request, 'tres');
    const continue_from = { text: 'uno dos', tokens: tokens.slice(0, 3) }; // uno dos tres
    const rest = await slow.answer({ ...request, stop: ['tres cuatro'], continue_from });
    expect(rest).toMatchObject({ finish_reason: 'stop', text: ' ' });
  });

  test('goes on from its text where the tokens are not known', async () => {
    const continue_from = { text: 'uno dos', tokens: [] };
    const rest = await slow.answer({ ...request, max_tokens: 20, continue_from });
    // This vocabulary spells a text by letters, each of which the model answers with its first word.
    expect(rest).toMatchObject({ completion_tokens: 20, finish_reason: 'length' });
    expect(rest.text).toMatch(/^uno dos tres/);
  });

  test('that has as many tokens as it may have is complete', async () => {
    const continue_from = { text: 'uno dos tres', tokens: [] };
    const rest = await slow.answer({ ...request, max_tokens: 5, continue_from });
    expect(rest).toMatchObject({ text: '', finish_reason: 'length', completion_tokens: 5 });
  });
});

describe('the context', () => {
  test('refuses a prompt that leaves no room for an answer, with the numbers', async () => {
    const error = await errorOf(endless.answer(plain('x'.repeat(512))));
    expect(error.code).toBe('PROMPT_TOO_LONG');
    expect(error.data).toEqual({
      model_id: endless.target.model_id,
      prompt_tokens: 512,
      context_length: 512,
    });
  });

  test('takes a prompt that leaves room for one token, whole', async () => {
    const answer = await endless.answer(plain('x'.repeat(511)));
    expect(answer).toMatchObject({
      finish_reason: 'length',
      prompt_tokens: 511,
      completion_tokens: 1,
    });
  });

  test('cuts an answer off where it is full', async () => {
    const answer = await endless.answer(plain('x'.repeat(500), { max_tokens: 100 }));
    expect(answer).toMatchObject({ finish_reason: 'length', completion_tokens: 12 });
  });

  test('reads marks that a user writes as text, not as control tokens', async () => {
    // One token each if it were read as a mark; the vocabulary spells text letter by letter.
    const mark = '<|im_end|>';
    const dashes = '-'.repeat(mark.length);
    const tokens = async (request: typeof chat, text: string): Promise<number> =>
      (await speaker.answer(request(text))).prompt_tokens;
    expect(await tokens(chat, mark)).toBe(await tokens(chat, dashes));
    expect(await tokens(plain, mark)).toBe(await tokens(plain, dashes));
  });
});

describe('answers side by side', () => {
  test.for([2, 4])('%i are written at once and none disturbs another', async (count) => {
    const writing = new Set<number>();
    let most = 0;
    const one = async (caller: number): Promise<string> => {
      const { text } = await endless.answer(chat(`caller ${caller}`, { max_tokens: 40 }), {
        onText: () => {
          writing.add(caller);
          most = Math.max(most, writing.size);
        },
      });
      writing.delete(caller);
      return text;
    };
    const texts = await Promise.all(Array.from({ length: count }, (_, caller) => one(caller)));
    expect(texts).toEqual(Array.from({ length: count }, () => ENDLESS.repeat(4)));
    expect(most).toBe(count);
    expect(endless.running).toBe(0);
  });

  test('more than there are slots wait for one', async () => {
    const all = Array.from({ length: 9 }, (_, caller) => speaker.answer(chat(`${caller}`)));
    expect((await Promise.all(all)).map(({ text }) => text)).toEqual(Array(9).fill(TEXT));
  });

  test('a new prompt does not wait until the others have ended', async () => {
    // Every slot holds something else first, so the newcomer must clear the one it gets.
    await Promise.all(['a', 'b', 'c', 'd'].map((text) => endless.answer(chat(text.repeat(9)))));
    const ended: string[] = [];
    const begun = Promise.withResolvers<void>();
    const long = ['x', 'y', 'z'].map(async (text) => {
      const options = { onText: () => begun.resolve() };
      await endless.answer(chat(text.repeat(9), { max_tokens: 400 }), options);
      ended.push('long');
    });
    await begun.promise;
    await endless.answer(chat('late', { max_tokens: 3 }));
    ended.push('late');
    await Promise.all(long);
    expect(ended).toEqual(['late', 'long', 'long', 'long']);
  });
});

describe('an abort', () => {
  test('stops the answer at once, gives no more text and frees the slot', async () => {
    const abort = new AbortController();
    const texts: string[] = [];
    const answer = endless.answer(chat('x', { max_tokens: 400 }), {
      signal: abort.signal,
      onText: (text) => {
        texts.push(text);
        abort.abort(new AppError('DEADLINE_EXCEEDED'));
      },
    });
    expect((await errorOf(answer)).code).toBe('DEADLINE_EXCEEDED');
    expect(texts).toHaveLength(1);
    expect(endless.running).toBe(0);
    expect((await endless.answer(chat('x', { max_tokens: 2 }))).text).toBe('uno dos');
  });

  test('ends the work itself, not only the waiting for it', async () => {
    const abort = new AbortController();
    const ended: string[] = [];
    const aborted = endless
      .answer(chat('x', { max_tokens: 400 }), {
        signal: abort.signal,
        onText: () => abort.abort(),
      })
      .catch(() => ended.push('aborted'));
    await endless.answer(chat('y', { max_tokens: 50 }));
    ended.push('other');
    await aborted;
    expect(ended).toEqual(['aborted', 'other']);
  });

  test('reaches an answer that still waits for a slot', async () => {
    const stop = new AbortController();
    const options = { signal: stop.signal };
    const request = chat('x', { max_tokens: 400 });
    const busy = Array.from({ length: 4 }, () => errorOf(endless.answer(request, options)));
    const waiting = new AbortController();
    const waited = errorOf(endless.answer(request, { signal: waiting.signal }));
    waiting.abort();
    expect((await waited).code).toBe('QUERY_CANCELLED');
    expect(endless.running).toBe(4);
    stop.abort();
    expect((await Promise.all(busy)).map(({ code }) => code)).toEqual(
      Array(4).fill('QUERY_CANCELLED'),
    );
  });
});

describe('a chat template', () => {
  const template = (chat_template: string | null) => ({ ...tinyCycle(TEXT), chat_template });

  test('that is broken is replaced, which is noted', async () => {
    const model = await engine.load('broken', template("{% for m in messages %}{{ m['role'"));
    expect((await model.answer(chat('hola'))).text).toBe(TEXT);
    expect(engine.notes).toEqual([expect.stringContaining('template of this model is broken')]);
    await engine.pool.unload(model.target.model_id);
  });

  test('that refuses a conversation fails that answer only', async () => {
    const strict =
      "{% if messages | length > 4 %}{{ raise_exception('too many turns') }}{% endif %}" +
      "{% for m in messages %}{{ '[' + m['role'] + ']' + m['content'] }}{% endfor %}[assistant]";
    const model = await engine.load('strict', template(strict));
    const messages = Array.from({ length: 7 }, (_, turn) => ({
      role: turn % 2 === 0 ? ('user' as const) : ('assistant' as const),
      content: 'hola',
    }));
    const refused = await errorOf(model.answer(chat('', { prompt: { kind: 'chat', messages } })));
    expect(refused).toMatchObject({
      code: 'GENERATION_FAILED',
      message: expect.stringContaining('too many turns'),
    });
    expect((await model.answer(chat('hola'))).text).toBe(TEXT);
    await engine.pool.unload(model.target.model_id);
  });
});
