import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { contract } from '../src/shared/contract/index.ts';
import { LIGHT_MODEL, SAYS_WHO_IT_IS } from './light-model.ts';
import { newHome, Product, vx11 } from './product.ts';

const home = newHome();
let product: Product;

beforeAll(async () => {
  product = await Product.start(home.path);
});
afterAll(async () => {
  expect(await product.stop()).toBe(0);
  home.remove();
});

describe('a fresh home with no network', () => {
  test('answers a query, naming the model and the reason', async () => {
    const { status, headers, body } = await product.request('POST', '/query', {
      body: { module_id: 't', query: 'hola' },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'success',
      state: 'succeeded',
      model_used: LIGHT_MODEL,
      response: expect.stringMatching(SAYS_WHO_IT_IS),
      finish_reason: 'stop',
      query_type: 'text_generation',
    });
    expect(headers.get('x-vx11-query-id')).toMatch(/^q_/);
  });

  test('takes the older body, and says that an anonymous caller gets MEDIUM at most', async () => {
    const { status, body } = await product.request('POST', '/query', {
      body: { module: 'operator', query: 'Analiza este código', priority: 'HIGH' },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      priority: { requested: 'HIGH', applied: 'MEDIUM' },
      query_type: 'code',
    });
  });

  test('answers a question about images, which asks for no vision model', async () => {
    const { status } = await product.request('POST', '/query', {
      body: { query: 'What is a docker image?' },
    });
    expect(status).toBe(200);
  });

  test('gives a token its priority', async () => {
    const token = vx11(home.path, 'token', 'create', '--scope', 'query', '--module', 'madre');
    const { body } = await product.request('POST', '/query', { body: { query: 'hola' }, token });
    expect(body).toMatchObject({ priority: { requested: 'CRITICAL', applied: 'CRITICAL' } });
  });

  test('streams: acknowledged first, then pieces, then the whole answer', async () => {
    const response = await fetch(`${product.url}/query/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'hola' }),
    });
    const types = [...(await response.text()).matchAll(/"type":"(\w+)"/g)].map(([, type]) => type);
    expect(types.slice(0, 2)).toEqual(['accepted', 'started']);
    // How many pieces depends on how busy the machine is: what is written together is sent together.
    expect(new Set(types.slice(2, -1))).toEqual(new Set(['token']));
    expect(types.at(-1)).toBe('done');
  });

  test('accepts now and answers later, by id, with the decision', async () => {
    const accepted = await product.request('POST', '/query', {
      body: { query: 'hola' },
      headers: { prefer: 'respond-async' },
    });
    expect(accepted.status).toBe(202);
    const id = String(Object(accepted.body).query_id);
    await expect
      .poll(async () => (await product.request('GET', `/queries/${id}`)).body, { timeout: 30_000 })
      .toMatchObject({
        state: 'succeeded',
        response: expect.stringMatching(SAYS_WHO_IT_IS),
        decisions: [{ chosen: LIGHT_MODEL }],
      });
  });

  test('runs a repeated request with the same key once', async () => {
    const body = { query: 'una vez', idempotency_key: 'k1' };
    const [first, second] = await Promise.all([
      product.request('POST', '/query', { body }),
      product.request('POST', '/query', { body }),
    ]);
    expect(Object(second.body).query_id).toBe(Object(first.body).query_id);
    const other = await product.request('POST', '/query', { body: { ...body, query: 'otra' } });
    expect(other).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_MISMATCH' } });
  });

  test('serves the official OpenAI client, plain and streamed', async () => {
    const client = new OpenAI({ baseURL: `${product.url}/v1`, apiKey: 'sk-anything' });
    const [model] = (await client.models.list()).data;
    const messages = [{ role: 'user' as const, content: 'hola' }];
    const plain = await client.chat.completions.create({ model: model?.id ?? '', messages });
    expect(plain.choices[0]?.message.content).toMatch(SAYS_WHO_IT_IS);
    expect(plain.usage?.completion_tokens).toBeGreaterThan(1);
    let streamed = '';
    const chunks = await client.chat.completions.create({ model: 'auto', messages, stream: true });
    for await (const chunk of chunks) streamed += chunk.choices[0]?.delta.content ?? '';
    expect(streamed).toBe(plain.choices[0]?.message.content);
    await expect(
      client.chat.completions.create({ model: 'gpt-none', messages }),
    ).rejects.toMatchObject({ status: 404, code: 'MODEL_NOT_FOUND' });
  });

  test('serves the same operations over WebSocket', async () => {
    const socket = new WebSocket(`${product.url.replace('http', 'ws')}/ws`, 'vx11.orpc');
    const client: ContractRouterClient<typeof contract> = createORPCClient(
      new RPCLink({ websocket: socket }),
    );
    expect(await client.queries.ask({ query: 'hola' })).toMatchObject({ state: 'succeeded' });
    let text = '';
    for await (const event of await client.queries.stream({ query: 'hola' })) {
      if (event.type === 'token') text += event.text;
    }
    expect(text).toMatch(SAYS_WHO_IT_IS);
    await expect(client.queries.list()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    socket.close();
  });

  test('speaks plain JSON over WebSocket to clients without oRPC', async () => {
    const socket = new WebSocket(`${product.url.replace('http', 'ws')}/ws`);
    const inbox: Record<string, unknown>[] = [];
    socket.addEventListener('message', ({ data }) => inbox.push(JSON.parse(String(data))));
    await new Promise((resolve) => {
      socket.addEventListener('open', resolve);
    });
    const call = (message: object) => socket.send(JSON.stringify(message));
    const answersTo = (id: number) => inbox.filter((message) => message['id'] === id);
    call({ id: 1, op: 'queries.ask', input: { query: 'hola' } });
    call({ id: 2, op: 'queries.stream', input: { query: 'hola' } });
    call({ id: 3, op: 'queries.list' });
    call({ id: 4, op: 'nobody.nothing' });
    call({ id: 5, op: 'queries.ask', input: { query: '' } });
    socket.send('nonsense');
    await expect.poll(() => answersTo(2).at(-1), { timeout: 30_000 }).toEqual({ id: 2, end: true });
    await expect.poll(() => answersTo(1)).toMatchObject([{ result: { state: 'succeeded' } }]);
    expect(answersTo(2)[0]).toMatchObject({ event: { type: 'accepted' } });
    expect(answersTo(3)).toMatchObject([{ error: { code: 'UNAUTHORIZED' } }]);
    expect(answersTo(4)).toMatchObject([{ error: { code: 'NOT_FOUND' } }]);
    expect(answersTo(5)).toMatchObject([{ error: { code: 'INVALID_INPUT' } }]);
    expect(inbox).toContainEqual({
      id: null,
      error: expect.objectContaining({ code: 'INVALID_INPUT' }),
    });
    socket.close();
  });

  test('documents itself from its own files', async () => {
    const { body } = await product.request('GET', '/openapi.json');
    expect(Object.keys(Object(body).paths)).toEqual(
      expect.arrayContaining(['/query', '/query/stream', '/queries/{id}', '/models', '/health']),
    );
    expect(Object(body).paths['/query'].post).toMatchObject({
      operationId: 'queries.ask',
      'x-vx11-access': 'query',
      responses: { 200: expect.anything(), 429: expect.anything() },
    });
    expect(Object(body).paths['/models/import'].post['x-vx11-access']).toBe('admin');
    expect(Object(body).paths['/models/upload'].post).toMatchObject({
      operationId: 'models.upload',
      'x-vx11-access': 'admin',
      requestBody: { content: { 'application/octet-stream': {} } },
      responses: { 201: expect.anything(), 411: expect.anything(), 422: expect.anything() },
    });
    const page = await fetch(`${product.url}/docs/`);
    expect(page.status).toBe(200);
    expect(await page.text()).not.toMatch(/(?:src|href)="https?:/);
  });

  test('opens the console once per link', async () => {
    const first = await fetch(product.consoleUrl, { redirect: 'manual' });
    expect(first.status).toBe(303);
    const cookie = first.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Strict/i);
    const again = await product.request('GET', product.consoleUrl.slice(product.url.length));
    expect(again).toMatchObject({ status: 401, body: { code: 'TICKET_INVALID' } });
    const session = cookie.split(';')[0] ?? '';
    const listed = await product.request('GET', '/queries', { headers: { cookie: session } });
    expect(listed.status).toBe(200);
  });

  test('lists queries by one state or several, as lines', async () => {
    const token = vx11(home.path, 'token', 'create', '--scope', 'read');
    const list = async (query: string) =>
      (await product.request('GET', `/queries?${query}`, { token })).body;
    const done = await list('state=succeeded&limit=2');
    expect(done).toMatchObject({ count: 2, queries: [{ state: 'succeeded' }, {}] });
    expect(Object(done).queries[0]).not.toHaveProperty('response');
    const several = await list('state=succeeded&state=failed&limit=2');
    expect(several).toEqual(done);
    expect(await list('state[]=succeeded&state[]=failed&limit=2')).toEqual(done);
    expect(await list('state=queued&state=running')).toEqual({ count: 0, total: 0, queries: [] });
    expect(await list('state=unheard-of')).toMatchObject({ code: 'INVALID_INPUT' });
  });

  test('answers HEAD as it would GET, without the body', async () => {
    for (const [path, status] of [
      ['/health', 200],
      ['/nothing', 404],
    ] as const) {
      const response = await fetch(product.url + path, { method: 'HEAD' });
      expect([response.status, await response.text()]).toEqual([status, '']);
    }
  });

  test('shows specialties in both languages', async () => {
    const names = await product.request('GET', '/specialties');
    expect(Object(names.body).specialties).toHaveLength(8);
    const { body } = await product.request('GET', '/specialties?detail=true');
    expect(body).toMatchObject({
      specialties: expect.arrayContaining([
        expect.objectContaining({
          name: 'audio',
          fields: { es: expect.any(Array), en: expect.any(Array) },
        }),
      ]),
    });
  });
});
