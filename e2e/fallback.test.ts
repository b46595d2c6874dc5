import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askWhileKilling } from './ask-while-killing.ts';
import { adminToken, newHome, Product, vx11 } from './product.ts';
import { importTinyModel, killModel } from './tiny-model.ts';

const home = newHome();
let product: Product;
let right: string;
let light: string;
const token = { admin: '', operator: '' };

const settings = (more: object): void =>
  writeFileSync(
    join(home.path, 'config.json'),
    JSON.stringify({ light_llm: 'local/light:f16', ...more }),
  );
const importModel = (name: string): Promise<string> =>
  importTinyModel(product, { home: home.path, name, token: token.admin });

beforeAll(async () => {
  settings({});
  product = await Product.start(home.path);
  token.admin = adminToken(home.path);
  token.operator = vx11(home.path, 'token', 'create', '--scope', 'query', '--module', 'operator');
  right = await importModel('right');
  light = await importModel('light');
});
afterAll(async () => {
  expect(await product.stop()).toBe(0);
  home.remove();
});

const ask = (more: object = {}) =>
  product.request('POST', '/query', {
    body: { query: 'hola', max_tokens: 3, ...more },
    token: token.operator,
  });
const askPatiently = () => ask({ interactive: false });
const chat = (body: object) =>
  product.request('POST', '/v1/chat/completions', {
    body: { messages: [{ role: 'user', content: 'hola' }], max_tokens: 3, ...body },
    token: token.operator,
  });
const show = async (model: string): Promise<Record<string, unknown>> =>
  Object((await product.request('GET', `/models/${encodeURIComponent(model)}`)).body);
const lightStatus = async (): Promise<unknown> =>
  Object((await product.request('GET', '/status')).body).light_llm;

/** Out of memory, without being asked for; whoever is in a hurry must not wait for it. */
async function killRight(): Promise<void> {
  await expect.poll(async () => (await show(right))['residency']).not.toBe('loading');
  killModel(product, 'right');
  await expect.poll(async () => (await show(right))['residency']).toBe('cold');
}

const LIGHT = { status: 'light_llm', model_label: 'Light LLM', response: 'light uno dos' };

describe.runIf(process.platform === 'linux')('the Light LLM that was chosen', () => {
  test('answers who is in a hurry while the right model is brought into memory', async () => {
    expect(await lightStatus()).toMatchObject({ model: light, residency: 'cold' });
    // It has to be there to be of use; naming it brings it.
    expect((await ask({ model_preference: light })).body).toMatchObject({ status: 'success' });
    expect((await ask({ interactive: true })).body).toMatchObject({
      ...LIGHT,
      model_used: light,
      reason: `${light} answers as the Light LLM while ${right} is brought into memory.`,
    });
    expect(await lightStatus()).toMatchObject({ model: light, residency: 'resident' });
    expect((await askPatiently()).body).toMatchObject({ status: 'success', model_used: right });
    const there = await ask({ interactive: true });
    expect(there.body).toMatchObject({ status: 'success', model_used: right });
  });

  test.for([
    ['an operator', {}],
    ['a query of priority HIGH', { module_type: 'HIJA', priority: 'HIGH' }],
    ['a person who waits', { module_type: 'HIJA', interactive: true }],
  ] as const)('answers %s while the right model is away', async ([, more]) => {
    await killRight();
    expect((await ask(more)).body).toMatchObject({ ...LIGHT, model_used: light });
  });

  test('never answers for a model that is named', async () => {
    await killRight();
    const named = await chat({ model: right });
    expect(named).toMatchObject({ status: 200, body: { model: right } });
    await killRight();
    const preferred = await ask({ interactive: true, model_preference: right });
    expect(preferred.body).toMatchObject({ status: 'success', model_used: right });
  });

  test.for([
    ['tools', { tools: [{ type: 'function', function: { name: 'clock' } }] }],
    ['response_format', { response_format: { type: 'json_object' } }],
  ] as const)('never answers a request with %s', async ([field, more]) => {
    await killRight();
    const { status, body } = await chat({ model: 'auto', ...more });
    expect(status).toBe(400);
    expect(Object(body).error.message).toContain(field);
  });
});

describe.runIf(process.platform === 'linux')('a query whose model dies', () => {
  let other: string;
  beforeAll(async () => {
    other = await importModel('other');
    expect((await ask({ model_preference: right })).status).toBe(200);
  });
  const stepsOf = async (id: string): Promise<readonly Record<string, unknown>[]> =>
    Object((await product.request('GET', `/queries/${id}`)).body).decisions;

  test('is answered by the next candidate, and tells both steps', async () => {
    const { id, begun, last } = await askWhileKilling(product, {
      doomed: (model) => model === right,
    });
    expect(begun).toEqual([right, other]);
    expect(last).toMatchObject({ answer: { status: 'success', model_used: other } });
    expect(await stepsOf(id)).toMatchObject([
      { attempt: 1, chosen: right, step: 'chosen' },
      { attempt: 2, chosen: other, step: 'next' },
    ]);
  });

  test('at every attempt is answered by the Light LLM in the end', async () => {
    const { id, begun, last } = await askWhileKilling(product, {
      doomed: (model) => model !== light,
    });
    expect(begun.slice(0, 3)).toEqual(expect.arrayContaining([right, other]));
    expect(last).toMatchObject({ answer: { status: 'light_llm', model_used: light } });
    expect(await stepsOf(id)).toMatchObject([
      { attempt: 1, step: 'chosen' },
      { attempt: 2, step: 'next' },
      { attempt: 3, step: 'next' },
      { attempt: 4, step: 'light_llm', reason: expect.stringContaining('every attempt') },
    ]);
  });
});

describe.runIf(process.platform === 'linux')(
  'after a start with the files of the others gone',
  () => {
    const fileOf = (name: string): string => join(home.path, `${name}.gguf`);
    beforeAll(async () => {
      expect(await product.stop()).toBe(0); // What is in memory needs no file.
      settings({ light_llm_timeout: 1 });
      for (const name of ['right', 'other']) renameSync(fileOf(name), `${fileOf(name)}.away`);
      product = await Product.start(home.path);
    });

    test('the Light LLM answers everybody, and leaves memory when it was idle', async () => {
      expect((await askPatiently()).body).toMatchObject({ ...LIGHT, model_used: light });
      expect((await show(right))['health']).toMatchObject({
        state: 'missing',
        code: 'MODEL_FILE_MISSING',
      });
      await expect
        .poll(lightStatus, { timeout: 15_000 })
        .toMatchObject({ residency: 'cold', idle_timeout_s: 1 });
    });

    test('a model whose file is back answers again once it is tried', async () => {
      renameSync(`${fileOf('right')}.away`, fileOf('right'));
      const path = `/models/${encodeURIComponent(right)}/retry`;
      const { status, body } = await product.request('POST', path, { token: token.admin });
      expect([status, body]).toMatchObject([200, { id: right, health: { state: 'ok' } }]);
      expect((await askPatiently()).body).toMatchObject({ status: 'success', model_used: right });
    });
  },
);
