import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateGguf } from '../scripts/gguf/generate.ts';
import { tinyCycle } from '../scripts/gguf/presets.ts';
import { adminToken, newHome, Product, vx11 } from './product.ts';
import { streamEvents } from './stream-events.ts';

const home = newHome();
let product: Product;
let model: string;
const token = { hija: '', madre: '' };

const SENTENCE = 'uno dos tres cuatro cinco seis siete ocho nueve diez';
/** Its words are its tokens. */
const LONG = { max_tokens: 1500, text: SENTENCE.repeat(150) };

beforeAll(async () => {
  // One answer at a time: whoever writes is in the way of everybody else.
  writeFileSync(join(home.path, 'config.json'), '{"parallel_answers": 1}');
  product = await Product.start(home.path);
  const path = join(home.path, 'endless.gguf');
  await generateGguf(path, tinyCycle(SENTENCE, { loop: true }));
  const { body } = await product.request('POST', '/models/import', {
    body: { path, name: 'endless' },
    token: adminToken(home.path),
  });
  model = String(Object(body).model.id);
  for (const module of ['hija', 'madre'] as const) {
    token[module] = vx11(home.path, 'token', 'create', '--scope', 'query', '--module', module);
  }
});
afterAll(async () => {
  expect(await product.stop()).toBe(0);
  home.remove();
});

const post = (path: string, body: object): Promise<Response> =>
  fetch(product.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token.hija}` },
    body: JSON.stringify(body),
  });

const askUrgently = () =>
  product.request('POST', '/query', {
    body: { query: 'ahora', model_preference: model, max_tokens: 3 },
    token: token.madre,
  });

describe('a CRITICAL query behind a long background answer', () => {
  test('is answered first, and the reader of the other notices nothing', async () => {
    const response = await post('/query/stream', {
      query: 'cuenta',
      model_preference: model,
      max_tokens: LONG.max_tokens,
    });
    let textThen = '';
    const types: unknown[] = [];
    let text = '';
    let urgent: ReturnType<typeof askUrgently> | undefined;
    let last: Record<string, unknown> = {};
    for await (const event of streamEvents(response)) {
      if (event['type'] !== 'token') types.push(event['type']);
      else text += String(event['text']);
      if (text !== '') {
        urgent ??= askUrgently().finally(() => {
          textThen = text;
        });
      }
      last = event;
    }
    expect((await urgent)?.body).toMatchObject({
      response: 'uno dos tres',
      priority: { applied: 'CRITICAL' },
    });
    expect(textThen.length).toBeLessThan(LONG.text.length);
    expect(types).toEqual(['accepted', 'started', 'done']);
    expect(text).toBe(LONG.text);
    expect(last).toMatchObject({
      answer: {
        state: 'succeeded',
        response: LONG.text,
        usage: { completion_tokens: LONG.max_tokens },
        priority: { applied: 'LOW' },
      },
    });
    const { query_id } = Object(last['answer']);
    const record = await product.request('GET', `/queries/${query_id}`, { token: token.hija });
    expect(record.body).toMatchObject({
      attempts: 1,
      reason: expect.stringContaining('goes on with the answer it put back'),
    });
  });

  test('so is one behind a stream of the OpenAI protocol', async () => {
    const response = await post('/v1/chat/completions', {
      model,
      messages: [{ role: 'user', content: 'cuenta' }],
      max_tokens: LONG.max_tokens,
      stream: true,
    });
    let text = '';
    let urgent: ReturnType<typeof askUrgently> | undefined;
    let textThen = '';
    for await (const event of streamEvents(response)) {
      const [choice] = Array.isArray(event['choices']) ? event['choices'] : [];
      text += Object(Object(choice).delta).content ?? '';
      if (text !== '') {
        urgent ??= askUrgently().finally(() => {
          textThen = text;
        });
      }
    }
    expect((await urgent)?.status).toBe(200);
    expect(textThen.length).toBeLessThan(LONG.text.length);
    expect(text).toBe(LONG.text);
  });
});
