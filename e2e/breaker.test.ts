import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askWhileKilling } from './ask-while-killing.ts';
import { adminToken, newHome, Product, vx11 } from './product.ts';
import { importTinyModel } from './tiny-model.ts';

/** The pauses of the breaker are 31 s together, and each is waited for. */
const PATIENT = 120_000;

const home = newHome();
let product: Product;
let admin: string;
let frail: string;
let other: string;

beforeAll(async () => {
  product = await Product.start(home.path);
  admin = adminToken(home.path);
  const known = { home: home.path, token: admin };
  frail = await importTinyModel(product, { ...known, name: 'frail' });
  other = await importTinyModel(product, { ...known, name: 'other' });
});
afterAll(async () => {
  expect(await product.stop()).toBe(0);
  home.remove();
});

/** Its health as `GET /models` shows it. */
async function healthOf(model: string): Promise<Record<string, unknown>> {
  const { body } = await product.request('GET', '/models');
  const models: readonly unknown[] = Object(body).models;
  return Object(models.map(Object).find(({ id }) => id === model)).health;
}

const ask = (more: object) =>
  product.request('POST', '/query', { body: { query: 'hola', max_tokens: 3, ...more } });

describe.runIf(process.platform === 'linux')('a model whose process dies at each answer', () => {
  test('rests after each, then is set aside with a reason', { timeout: PATIENT }, async () => {
    const seen: Record<string, unknown>[] = [];
    while (seen.at(-1)?.['state'] !== 'quarantined') {
      await askWhileKilling(product, {
        body: { model_preference: frail },
        doomed: (model) => model === frail,
        onKilled: async () => {
          await expect.poll(async () => (await healthOf(frail))['state']).not.toBe('ok');
          seen.push(await healthOf(frail));
        },
      });
    }
    const rest = { state: 'resting', code: 'ENGINE_CRASHED', retry_at: expect.any(String) };
    expect(seen.slice(0, -1)).toEqual(
      Array.from({ length: 5 }, () => expect.objectContaining(rest)),
    );
    expect(seen.at(-1)).toEqual({
      state: 'quarantined',
      code: 'ENGINE_CRASHED',
      reason: expect.stringMatching(
        /set aside after 6 failures in a row.*POST \/models\/\S+\/retry/,
      ),
      retry_at: null,
    });
  });

  test('then fails at once whoever names it, and others are answered elsewhere', async () => {
    const refused = await ask({ model_preference: frail });
    expect(refused).toMatchObject({ status: 503, body: { code: 'NO_CAPABLE_MODEL' } });
    expect(Object(refused.body).message).toContain('set aside');
    expect((await ask({})).body).toMatchObject({ status: 'success', model_used: other });
  });

  test('is tried again when an administrator says so, and answers', async () => {
    const path = `/models/${encodeURIComponent(frail)}/retry`;
    expect(await product.request('POST', path)).toMatchObject({ status: 401 });
    const token = vx11(home.path, 'token', 'create', '--scope', 'read', '--module', 'hermes');
    expect(await product.request('POST', path, { token })).toMatchObject({ status: 403 });
    const unknown = await product.request('POST', '/models/local%2Fnobody/retry', { token: admin });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'MODEL_NOT_FOUND' } });
    expect(await healthOf(frail)).toMatchObject({ state: 'quarantined' });

    const renewed = await product.request('POST', path, { token: admin });
    expect(renewed).toMatchObject({ status: 200, body: { id: frail, health: { state: 'ok' } } });
    const answered = await ask({ model_preference: frail });
    expect(answered.body).toMatchObject({ model_used: frail, response: 'frail uno dos' });
  });
});
