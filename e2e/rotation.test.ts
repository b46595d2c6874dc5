import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminToken, newHome, Product, vx11 } from './product.ts';
import { streamEvents } from './stream-events.ts';
import { importTinyModel, killModel } from './tiny-model.ts';

const home = newHome();
let product: Product;
let admin: string;
const ids = new Map<string, string>();

/** Nothing is foretold here; what is idle leaves after so many seconds. */
function settings(idle_unload: number, max_active_models = 2): void {
  const rotation_policy = { predict: false, idle_unload, max_active_models };
  writeFileSync(join(home.path, 'config.json'), JSON.stringify({ rotation_policy }));
}

beforeAll(async () => {
  settings(0);
  product = await Product.start(home.path);
  admin = adminToken(home.path);
  for (const name of ['a', 'b', 'c']) {
    ids.set(name, await importTinyModel(product, { home: home.path, name, token: admin }));
  }
});
afterAll(async () => {
  expect(await product.stop()).toBe(0);
  home.remove();
});

const idOf = (name: string): string => ids.get(name) ?? '';
const post = (path: string, body: object = {}, token = admin) =>
  product.request('POST', path, { body, token });
const ofModel = (name: string, action: string, body: object = {}, token = admin) =>
  post(`/models/${encodeURIComponent(idOf(name))}/${action}`, body, token);
const rotate = (name: string) => post('/rotate', { model_id: idOf(name) });
const ask = (name: string) =>
  product.request('POST', '/query', {
    body: { query: 'hola', max_tokens: 3, model_preference: idOf(name) },
  });

async function rotation(): Promise<Record<string, unknown>> {
  const { status, body } = await product.request('GET', '/rotation'); // Anybody may look.
  expect(status).toBe(200);
  return Object(body);
}

async function modelOf(name: string): Promise<Record<string, unknown>> {
  const { models } = await rotation();
  return (Array.isArray(models) ? models : [])
    .map(Object)
    .find(({ model_id }) => model_id === idOf(name));
}

const becomes = (name: string, state: string) =>
  expect.poll(async () => (await modelOf(name))['state'], { timeout: 20_000 }).toBe(state);

async function history(name: string): Promise<string[]> {
  const entries = (await rotation())['history'];
  return (Array.isArray(entries) ? entries : [])
    .map(Object)
    .filter(({ model_id }) => model_id === idOf(name))
    .map(({ state, cause }) => `${state} ${cause}`)
    .toReversed();
}

describe('the operator', () => {
  test('calls for a model, and it comes without a query', async () => {
    expect((await rotate('a')).status).toBe(202);
    await becomes('a', 'active');
    expect(await modelOf('a')).toMatchObject({ uses: 0, pinned: false, leaves_at: null });
    expect(await history('a')).toEqual(['loading operator', 'active operator']);
  });

  test('calls for another where there is no place, and the one idle longest leaves', async () => {
    await rotate('b');
    await becomes('b', 'active');
    await rotate('c');
    await becomes('c', 'active');
    await becomes('a', 'cold');
    expect(await rotation()).toMatchObject({
      active: idOf('c'),
      counts: { loads: { operator: 3, query: 0 } },
    });
  });

  test('lets a model go, and a query brings it back', async () => {
    expect((await ofModel('c', 'unload')).status).toBe(202);
    await becomes('c', 'cold');
    expect((await ask('c')).body).toMatchObject({ model_used: idOf('c') });
    expect((await history('c')).slice(-3)).toEqual([
      'cold operator',
      'loading query',
      'active query',
    ]);
  });
});

describe('a pinned model', () => {
  test('comes, stays, and cannot be let go', async () => {
    const pinned = await ofModel('a', 'pin', { pinned: true });
    expect(pinned.status).toBe(200);
    await becomes('a', 'warm');
    for (const name of ['b', 'c']) await ask(name);
    expect(await modelOf('a')).toMatchObject({ state: 'warm', pinned: true });
    expect(await ofModel('a', 'unload')).toMatchObject({
      status: 409,
      body: { code: 'MODEL_PINNED' },
    });
  });

  test('leaves a place to the others: the second is refused, with what to do', async () => {
    expect(await ofModel('b', 'pin', { pinned: true })).toMatchObject({
      status: 409,
      body: { code: 'NO_PLACE', message: expect.stringContaining(`${idOf('a')} is pinned. Unpin`) },
    });
  });

  test.runIf(process.platform === 'linux')('comes back when its process dies', async () => {
    expect(killModel(product, 'a')).toBe(true);
    await becomes('a', 'cold');
    await becomes('a', 'warm');
    expect((await history('a')).slice(-3)).toEqual(['cold failure', 'loading pin', 'warm pin']);
  });

  test('comes back after a restart, whose history goes on where the last one ended', async () => {
    expect(await product.stop()).toBe(0);
    settings(2);
    product = await Product.start(home.path);
    await becomes('a', 'active');
    expect((await history('a')).slice(-3)).toEqual(['cold operator', 'loading pin', 'active pin']);
    expect((await history('c')).at(-1)).toBe('cold operator');
  });

  test('stays while another one leaves for having nothing to do', async () => {
    await ask('b');
    await expect.poll(async () => (await modelOf('b'))['leaves_at']).toEqual(expect.any(String));
    await becomes('b', 'cold');
    expect((await history('b')).slice(-2)).toEqual(['draining idle', 'cold idle']);
    expect(await modelOf('a')).toMatchObject({ state: 'active', leaves_at: null });
    await ofModel('a', 'pin', { pinned: false });
    await becomes('a', 'cold');
  });

  test('is closed in the history after a crash, too', async () => {
    await ask('b');
    await product.kill();
    settings(0, 1);
    product = await Product.start(home.path);
    expect((await history('b')).at(-1)).toBe('cold failure');
  });

  test('there is none where there is one place', async () => {
    expect(await ofModel('a', 'pin', { pinned: true })).toMatchObject({
      status: 409,
      body: { code: 'NO_PLACE', message: expect.stringContaining('max_active_models') },
    });
  });
});

test('each change is told as it happens, to whoever may read', async () => {
  expect((await ask('a')).status).toBe(200);
  const leave = new AbortController();
  const events = await fetch(`${product.url}/events`, {
    headers: { authorization: `Bearer ${admin}`, accept: 'text/event-stream' },
    signal: leave.signal,
  });
  const told = streamEvents(events);
  await rotate('b');
  const seen: unknown[] = [];
  for await (const event of told) {
    if (event['type'] !== 'rotation' || event['entry'] === null) continue;
    const { model_id, state, cause } = Object(event['entry']);
    seen.push(`${model_id} ${state} ${cause}`);
    if (state === 'active') break;
  }
  leave.abort();
  expect(seen).toEqual([
    `${idOf('a')} draining room`,
    `${idOf('a')} cold room`,
    `${idOf('b')} loading operator`,
    `${idOf('b')} active operator`,
  ]);
});

test('only administrators move models, and only those that there are', async () => {
  const reader = vx11(home.path, 'token', 'create', '--scope', 'read', '--module', 'hermes');
  for (const [path, body] of [
    ['/rotate', { model_id: idOf('a') }],
    [`/models/${encodeURIComponent(idOf('a'))}/pin`, { pinned: true }],
    [`/models/${encodeURIComponent(idOf('a'))}/unload`, {}],
  ] as const) {
    expect((await product.request('POST', path, { body })).status).toBe(401);
    expect((await post(path, body, reader)).status).toBe(403);
  }
  const nobody = { status: 404, body: { code: 'MODEL_NOT_FOUND' } };
  expect(await post('/rotate', { model_id: 'local/nobody' })).toMatchObject(nobody);
  expect(await post('/models/local%2Fnobody/pin', { pinned: true })).toMatchObject(nobody);
  expect(await post('/models/local%2Fnobody/unload')).toMatchObject(nobody);
});

test('the history is as long as it is asked for', async () => {
  const { body } = await product.request('GET', '/rotation?history=2');
  expect(Object(body).history).toHaveLength(2);
});
