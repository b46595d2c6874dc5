import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminToken, newHome, Product, vx11 } from './product.ts';
import { importTinyModel } from './tiny-model.ts';

const home = newHome();
let product: Product;
let first: string;
let second: string;
const token = { admin: '', hija: '', other: '', reader: '', looker: '' };
const tokenOf = (module: string, scope: string): string =>
  vx11(home.path, 'token', 'create', '--module', module, '--scope', scope);

beforeAll(async () => {
  // What was asked is gone at the end of each query; what was thought of it is not.
  writeFileSync(join(home.path, 'config.json'), JSON.stringify({ store_content: 'off' }));
  product = await Product.start(home.path);
  token.admin = adminToken(home.path);
  token.hija = tokenOf('hija', 'query');
  token.other = tokenOf('hija-2', 'query');
  token.reader = tokenOf('reader', 'query,read');
  token.looker = tokenOf('looker', 'read');
  first = await importTinyModel(product, { home: home.path, name: 'first', token: token.admin });
  second = await importTinyModel(product, { home: home.path, name: 'second', token: token.admin });
});
afterAll(async () => {
  expect(await product.stop()).toBe(0);
  home.remove();
});

async function ask(more: object = {}): Promise<{ readonly id: string; readonly model: string }> {
  const { status, body } = await product.request('POST', '/query', {
    body: { query: 'uno', query_type: 'analysis', max_tokens: 12, ...more },
    token: token.hija,
  });
  expect(status).toBe(200);
  return { id: Object(body).query_id, model: Object(body).model_used };
}
const judge = (id: string, body: object, by: string | null = token.hija) =>
  product.request('POST', `/queries/${id}/feedback`, {
    body,
    ...(by !== null && { token: by }),
  });
const codeOf = async (asked: ReturnType<typeof judge>): Promise<readonly unknown[]> => {
  const { status, body } = await asked;
  return [status, Object(body).code];
};

describe('feedback', () => {
  let id: string;
  beforeAll(async () => {
    ({ id } = await ask());
  });

  test('of its caller is on record, and its last word counts', async () => {
    expect(await judge(id, { score: 0 })).toMatchObject({ status: 200, body: { feedback: 0 } });
    expect(await judge(id, { score: 0.5 })).toMatchObject({
      status: 200,
      body: { query_id: id, feedback: 0.5, content_kept: false, query_type_source: 'caller' },
    });
    const { body } = await product.request('GET', `/queries/${id}`, { token: token.reader });
    expect(body).toMatchObject({ feedback: 0.5 });
  });

  test('is taken from whoever may ask and read', async () => {
    expect(await judge(id, { score: 1 }, token.reader)).toMatchObject({ status: 200 });
    expect(await judge(id, { score: 0.5 }, token.admin)).toMatchObject({ status: 200 });
  });

  test('is not taken from others, for whom the query is not there', async () => {
    for (const by of [token.other, null]) {
      expect(await codeOf(judge(id, { score: 0 }, by))).toEqual([404, 'QUERY_NOT_FOUND']);
    }
    expect(await codeOf(judge(id, { score: 0 }, token.looker))).toEqual([403, 'FORBIDDEN']);
    const forged = `${token.hija.slice(0, -4)}AAAA`;
    expect(await codeOf(judge(id, { score: 0 }, forged))).toEqual([401, 'UNAUTHORIZED']);
    const { body } = await product.request('GET', `/queries/${id}`, { token: token.hija });
    expect(body).toMatchObject({ feedback: 0.5 });
  });

  test('needs a query', async () => {
    expect(await codeOf(judge('q_none', { score: 1 }))).toEqual([404, 'QUERY_NOT_FOUND']);
  });

  test.for([{}, { score: 1.01 }, { score: -0.01 }, { score: '1' }, { score: null }])(
    'needs a score: not %j',
    async (body) => {
      expect(await codeOf(judge(id, body))).toEqual([400, 'INVALID_INPUT']);
    },
  );

  test('needs an answer', async () => {
    const { body } = await product.request('POST', '/query', {
      body: { query: 'uno', max_tokens: 4000 },
      headers: { prefer: 'respond-async' },
      token: token.hija,
    });
    const { query_id } = Object(body);
    await product.request('DELETE', `/queries/${query_id}`, { token: token.hija });
    expect(await codeOf(judge(query_id, { score: 1 }))).toEqual([409, 'QUERY_NOT_ANSWERED']);
  });
});

test('what callers think of answers moves the choice, for that type, also after a restart', async () => {
  for (let round = 0; round < 6; round += 1) {
    for (const [model_preference, score] of [
      [first, 0],
      [second, 1],
    ] as const) {
      const { id } = await ask({ model_preference });
      expect(await judge(id, { score })).toMatchObject({ status: 200 });
    }
  }
  expect((await ask()).model).toBe(second);
  expect(await product.stop()).toBe(0);
  product = await Product.start(home.path);
  const { id, model } = await ask();
  expect(model).toBe(second);
  const { body } = await product.request('GET', `/queries/${id}`, { token: token.hija });
  const performance = new Map(
    Object(body).decisions[0].candidates.map((one: Record<string, unknown>) => [
      one['model_id'],
      Object(one['parts']).performance?.value,
    ]),
  );
  expect(performance.get(second)).toBeGreaterThan(Number(performance.get(first)) + 0.3);
});
