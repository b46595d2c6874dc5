import { join } from 'node:path';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateGguf } from '../scripts/gguf/generate.ts';
import { tinyCycle } from '../scripts/gguf/presets.ts';
import { LIGHT_MODEL } from './light-model.ts';
import { adminToken, newHome, Product } from './product.ts';
import { streamEvents } from './stream-events.ts';

const home = newHome();
let product: Product;

beforeAll(async () => {
  product = await Product.start(home.path);
});
afterAll(async () => {
  expect(await product.stop()).toBe(0);
  home.remove();
});

async function allOf<One>(stream: AsyncIterable<One>): Promise<One[]> {
  const all: One[] = [];
  for await (const one of stream) all.push(one);
  return all;
}

const ask = async (body: object): Promise<unknown> =>
  (await product.request('POST', '/query', { body })).body;

describe('a fresh home answers by its light model', () => {
  test.for([
    ['¿Cómo importo un modelo?', /^Abre Modelos y suelta ahí/],
    ['How do I add a model?', /^Open Models and drop the GGUF file/],
  ] as const)('a question about the product: %s', async ([query, words]) => {
    expect(await ask({ query })).toMatchObject({
      status: 'success',
      model_used: LIGHT_MODEL,
      model_label: 'light model',
      response: expect.stringMatching(words),
      beyond: false,
      finish_reason: 'stop',
    });
  });

  test.for([
    ['¿Cuál es la capital de Mongolia?', /^Eso está fuera de lo que sé\./],
    ['What is the capital of Mongolia?', /^That is beyond what I know\./],
  ] as const)('and says what is beyond it: %s', async ([query, words]) => {
    const answer = await ask({ query });
    expect(answer).toMatchObject({
      model_label: 'light model',
      response: expect.stringMatching(words),
      beyond: true,
    });
    const record = await product.request('GET', `/queries/${Object(answer).query_id}`);
    expect(record.body).toMatchObject({ state: 'succeeded', beyond: true });
  });

  test('the same, whenever it is asked', async () => {
    const answers = [await ask({ query: '¿Qué es LUFS?' }), await ask({ query: '¿Qué es LUFS?' })];
    expect(Object(answers[0]).response).toBe(Object(answers[1]).response);
  });

  test('the last question of a conversation that is longer than its context', async () => {
    const messages = [
      { role: 'system', content: 'Answer as a pirate. '.repeat(300) },
      { role: 'user', content: 'Tell me about ships.' },
      { role: 'assistant', content: 'Arr. '.repeat(2000) },
      { role: 'user', content: 'How do I add a model?' },
    ];
    expect(await ask({ messages })).toMatchObject({
      response: expect.stringMatching(/^Open Models/),
      beyond: false,
    });
  });

  test('a question that is longer than its context', async () => {
    const query = `Resume este texto: ${'Había una vez un barco. '.repeat(2000)}`;
    expect(await ask({ query })).toMatchObject({ state: 'succeeded', model_used: LIGHT_MODEL });
  });

  test('in streams and to OpenAI clients, which are told too', async () => {
    const content = 'What is the capital of Mongolia?';
    const response = await fetch(`${product.url}/query/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: content }),
    });
    expect((await allOf(streamEvents(response))).at(-1)).toMatchObject({
      type: 'done',
      answer: { beyond: true },
    });
    const client = new OpenAI({ baseURL: `${product.url}/v1`, apiKey: 'sk-anything' });
    const request = { model: 'auto', messages: [{ role: 'user' as const, content }] };
    const told = { vx11: { status: 'success', model_label: 'light model', beyond: true } };
    expect(await client.chat.completions.create(request)).toMatchObject(told);
    const stream = await client.chat.completions.create({ ...request, stream: true });
    expect((await allOf(stream)).at(-1)).toMatchObject(told);
  });

  test('under its own name, and is the Light LLM', async () => {
    const { body } = await product.request('GET', '/status');
    expect(body).toMatchObject({
      light_llm: { model: LIGHT_MODEL },
      memory: { fitting_file_bytes: expect.any(Number) },
    });
  });
});

test('beside another model, what is beyond the light one goes on to that', async () => {
  const path = join(home.path, 'other.gguf');
  await generateGguf(path, tinyCycle('Ulaanbaatar'));
  const body = { path, name: 'other' };
  const token = adminToken(home.path);
  expect(await product.request('POST', '/models/import', { body, token })).toMatchObject({
    status: 201,
  });
  const query = 'What is the capital of Mongolia?';
  const answer = await ask({ query, interactive: true });
  expect(answer).toMatchObject({ model_used: 'local/other:f16', response: 'Ulaanbaatar' });
  const record = await product.request('GET', `/queries/${Object(answer).query_id}`);
  expect(record.body).toMatchObject({
    beyond: false,
    decisions: [
      { chosen: LIGHT_MODEL, step: 'light_llm', reason: expect.stringMatching(/beyond it/) },
      { chosen: 'local/other:f16', step: 'next' },
    ],
  });
});
