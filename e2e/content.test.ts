import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { adminToken, failVx11, newHome, Product, vx11 } from './product.ts';

/* What was asked and answered, looked for from outside: in every file of the home. */

const MARKER = 'secreto-7f3a91';
let home: ReturnType<typeof newHome>;
const products: Product[] = [];

beforeEach(() => {
  home = newHome();
});
afterEach(async () => {
  for (const product of products.splice(0)) await product.kill();
  home.remove();
});

async function start(config: object): Promise<Product> {
  writeFileSync(join(home.path, 'config.json'), JSON.stringify(config));
  const product = await Product.start(home.path);
  products.push(product);
  return product;
}

/** The files that hold the marker. */
function filesWithMarker(): string[] {
  const files = readdirSync(home.path, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .filter((file) => readFileSync(join(file.parentPath, file.name), 'latin1').includes(MARKER))
    .map(({ name }) => name);
}

/** Of any length, so that some lie in pages of their own. */
const question = (words: number): string => `${MARKER} ${'relleno '.repeat(words)}${MARKER}`;

const ask = (product: Product, words: number, more: object = {}) =>
  product.request('POST', '/query', { body: { query: question(words), max_tokens: 3, ...more } });

describe('a purge', () => {
  test('is counted first, then leaves nothing in any file of the running product', async () => {
    const product = await start({});
    for (const words of [1, 30, 200, 5, 100]) expect((await ask(product, words)).status).toBe(200);
    expect(filesWithMarker()).not.toEqual([]);
    expect(vx11(home.path, 'queries', 'purge')).toContain('5 finished queries would be');
    expect(vx11(home.path, 'queries', 'purge', '--older-than', '1h', '--yes')).toContain('0 fin');
    expect(vx11(home.path, 'queries', 'purge', '--state', 'failed', '--yes')).toContain('0 fin');
    expect(filesWithMarker()).not.toEqual([]);
    expect(vx11(home.path, 'queries', 'purge', '--yes')).toContain('5 finished queries were taken');
    expect(filesWithMarker()).toEqual([]);
    const list = await product.request('GET', '/queries', { token: adminToken(home.path) });
    expect(list.body).toMatchObject({ count: 0 });
  });

  test('leaves a young idempotency key its query, which says that its content is gone', async () => {
    const product = await start({});
    const first = await ask(product, 3, { idempotency_key: 'k' });
    const { query_id } = Object(first.body);
    const token = adminToken(home.path);
    const vague = await product.request('POST', '/queries/purge', { body: {}, token });
    expect(vague).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
    const purge = await product.request('POST', '/queries/purge', { body: { all: true }, token });
    expect(purge.body).toEqual({ forgotten: 0, wiped: 1, preview: false });
    expect(filesWithMarker()).toEqual([]);
    const record = await product.request('GET', `/queries/${query_id}`);
    expect(record.body).toMatchObject({
      state: 'succeeded',
      content: null,
      content_kept: false,
      response: null,
    });
    expect(await ask(product, 3, { idempotency_key: 'k' })).toMatchObject({
      status: 410,
      body: { code: 'CONTENT_WIPED', data: { query_id, state: 'succeeded' } },
    });
  });

  test('is for administrators, and needs the product to run', async () => {
    const product = await start({});
    const refused = await product.request('POST', '/queries/purge', { body: { all: true } });
    expect(refused).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
    await product.stop();
    expect(failVx11(home.path, 'queries', 'purge')).toContain('not running on this home');
  });
});

test('with store_content off an answer is handed over and stays in no file', async () => {
  const product = await start({ store_content: 'off' });
  const answer = await ask(product, 50);
  expect(answer).toMatchObject({ status: 200, body: { state: 'succeeded' } });
  const later = await ask(product, 5, { priority: 'LOW' });
  expect(later.status).toBe(200);
  const accepted = await product.request('POST', '/queries', {
    body: { query: question(10), max_tokens: 3 },
  });
  expect(accepted).toMatchObject({ status: 202, body: { answer_kept_s: 0 } });
  const { query_id } = Object(accepted.body);
  const record = async () => (await product.request('GET', `/queries/${query_id}`)).body;
  await expect.poll(record, { timeout: 30_000 }).toMatchObject({
    state: 'succeeded',
    content_kept: false,
    content: null,
    response: null,
  });
  expect(await product.stop()).toBe(0);
  expect(filesWithMarker()).toEqual([]);
});

test('with store_content metadata the answer can be fetched for a while', async () => {
  const product = await start({ store_content: 'metadata' });
  const accepted = await product.request('POST', '/queries', {
    body: { query: question(1), max_tokens: 3 },
  });
  expect(accepted).toMatchObject({ status: 202, body: { answer_kept_s: 600 } });
  const { query_id } = Object(accepted.body);
  const record = async () => (await product.request('GET', `/queries/${query_id}`)).body;
  await expect.poll(record, { timeout: 30_000 }).toMatchObject({
    state: 'succeeded',
    content_kept: true,
    response: expect.any(String),
  });
});
