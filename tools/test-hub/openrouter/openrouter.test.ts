import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TestHub } from '../test-hub.ts';
import { TOKENS } from '../tokens.ts';

let hub: TestHub;
let now = Date.UTC(2026, 10, 1);
beforeAll(async () => {
  hub = await TestHub.start({ now: () => now });
});
beforeEach(() => {
  now += 3_600_000; // fresh windows
});
afterEach(() => {
  hub.faults.clear();
});
afterAll(() => hub.stop());

const client = (apiKey: string): OpenAI =>
  new OpenAI({ apiKey, baseURL: hub.openRouterUrl, maxRetries: 0 });
const question = (model = 'northwind/mini') => ({
  model,
  messages: [{ role: 'user' as const, content: 'one two' }],
});
const ask = (token: string | undefined, body: object = question()): Promise<Response> =>
  fetch(`${hub.openRouterUrl}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });

describe('the list of models', () => {
  test('needs no key and tells prices as texts', async () => {
    const { data, total_count, links } = await (await fetch(`${hub.openRouterUrl}/models`)).json();
    const pricing = Object.fromEntries(
      (data as { id: string; pricing: unknown }[]).map(({ id, pricing: price }) => [id, price]),
    );
    expect([total_count, links]).toEqual([data.length, { next: null }]);
    expect(pricing['openrouter/auto']).toMatchObject({ prompt: '-1' });
    expect(pricing['northwind/mini:free']).toMatchObject({
      prompt: '0',
      overrides: [{ min_prompt_tokens: 200_000 }],
    });
    const leaving = (data as { id: string }[]).find(({ id }) => id === 'orchard/leaving-7b');
    expect(leaving).toMatchObject({ expiration_date: '2020-01-31' });
  });

  test('goes by pages and finds by name', async () => {
    const page = async (url: string) => (await fetch(url)).json();
    const first = await page(`${hub.openRouterUrl}/models?limit=1&q=orchard`);
    expect([first.data.length, first.total_count]).toEqual([1, 3]);
    const second = await page(first.links.next);
    expect(second.data[0].id).toBe('orchard/vision-11b');
  });
});

describe('a key', () => {
  test('tells what is left of it', async () => {
    const key = (token: string): Promise<Response> =>
      fetch(`${hub.openRouterUrl}/key`, { headers: { authorization: `Bearer ${token}` } });
    expect(await (await key(TOKENS.paid)).json()).toMatchObject({
      data: { limit: 100, limit_remaining: 74.5, usage_daily: 25.5, is_free_tier: false },
    });
    expect((await key(TOKENS.disabled)).status).toBe(401);
  });

  test.each([
    ['no key', undefined, question(), 401],
    ['a disabled key', TOKENS.disabled, question(), 401],
    ['no credits left', TOKENS.spent, question(), 402],
    ['a model that costs, with a key for free ones', TOKENS.free, question(), 402],
    ['a model that is none', TOKENS.paid, question('nobody/nothing'), 400],
    ['a body that is none', TOKENS.paid, { model: 'northwind/mini' }, 400],
  ])('refuses with %s', async (_, token, body, status) => {
    const response = await ask(token, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({
      error: {
        code: status,
        message: expect.any(String),
        metadata: { error_type: expect.any(String) },
      },
    });
  });

  test('asks free models twenty times a minute', async () => {
    const free = question('northwind/mini:free');
    for (let count = 0; count < 20; count += 1)
      expect((await ask(TOKENS.free, free)).status).toBe(200);
    now += 15_000;
    const refused = await ask(TOKENS.free, free);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '45']);
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    now += 45_000;
    expect((await ask(TOKENS.free, free)).status).toBe(200);
  });
});

describe('an answer', () => {
  test('is the same for the same question, with its usage', async () => {
    const answer = await client(TOKENS.paid).chat.completions.create(question());
    expect(answer.choices[0]?.message.content).toBe('northwind/mini says: one two');
    expect(answer.usage).toMatchObject({ prompt_tokens: 2, completion_tokens: 4, total_tokens: 6 });
  });

  test('streams to the OpenAI client in pieces, between comments', async () => {
    const stream = await client(TOKENS.paid).chat.completions.create({
      ...question(),
      stream: true,
    });
    const pieces: string[] = [];
    for await (const chunk of stream) pieces.push(chunk.choices[0]?.delta.content ?? '');
    expect(pieces).toEqual(['northwind/mini', ' says:', ' one', ' two', '']);
    const raw = await ask(TOKENS.paid, { ...question(), stream: true });
    expect(raw.headers.get('x-generation-id')).toMatch(/^gen-/);
    const text = await raw.text();
    expect(text).toMatch(/^: OPENROUTER PROCESSING\n\ndata: \{/);
    expect(text).toMatch(/data: \[DONE\]\n\n$/);
  });

  test('breaks off with an error under status 200', async () => {
    hub.faults.plant({ kind: 'stream_error', after_chunks: 2, code: 429 });
    const response = await ask(TOKENS.paid, { ...question(), stream: true });
    expect(response.status).toBe(200);
    const events = (await response.text())
      .split('\n\n')
      .filter((line) => line.startsWith('data: {'));
    expect(JSON.parse((events.at(-1) ?? '').slice('data: '.length))).toMatchObject({
      error: { code: 429, metadata: { error_type: 'rate_limit_exceeded' } },
      choices: [{ finish_reason: 'error' }],
    });
    expect(events).toHaveLength(3);
  });

  test('is refused where a fault says so, in this host’s words', async () => {
    hub.faults.plant({ kind: 'status', status: 503, retry_after_s: 3 }, { origin: 'openrouter' });
    const refused = await ask(TOKENS.paid);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '3']);
    expect(await refused.json()).toMatchObject({ error: { code: 503 } });
  });
});
