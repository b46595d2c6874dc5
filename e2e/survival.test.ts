import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, test } from 'vitest';
import { modelProcessesOf } from '../proof/child-processes.ts';
import { generateGguf } from '../scripts/gguf/generate.ts';
import { tinyCycle } from '../scripts/gguf/presets.ts';
import { adminToken, newHome, Product } from './product.ts';
import { streamEvents } from './stream-events.ts';

const homes: ReturnType<typeof newHome>[] = [];
const products: Product[] = [];

afterEach(async () => {
  for (const product of products.splice(0)) await product.kill();
  for (const home of homes.splice(0)) home.remove();
});

function openHome(): string {
  const home = newHome();
  homes.push(home);
  return home.path;
}

async function start(home: string, extra = {}): Promise<Product> {
  const product = await Product.start(home, extra);
  products.push(product);
  return product;
}

/** A model that never stops by itself, imported over HTTP. */
async function importEndless(product: Product, home: string): Promise<string> {
  const path = join(home, 'endless.gguf');
  await generateGguf(path, tinyCycle('uno dos tres cuatro cinco', { loop: true }));
  const { body } = await product.request('POST', '/models/import', {
    body: { path, name: 'endless' },
    token: adminToken(home),
  });
  return String(Object(body).model.id);
}

/** Loading a model takes seconds on a busy machine. */
const PATIENT = { timeout: 30_000 };

const stream = (product: Product, body: object, signal?: AbortSignal): Promise<Response> =>
  fetch(`${product.url}/query/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });

describe.runIf(process.platform === 'linux')(
  'a model’s process killed in the middle of an answer',
  () => {
    test('does not take the app down: the query is tried again, the next one is answered', async () => {
      const home = openHome();
      const product = await start(home);
      const model_preference = await importEndless(product, home);
      const response = await stream(product, {
        query: 'cuenta',
        model_preference,
        max_tokens: 1000, // Enough not to be done before the kill.
      });
      const attempts: unknown[] = [];
      let killed = false;
      let last: Record<string, unknown> = {};
      for await (const event of streamEvents(response)) {
        if (event['type'] === 'started') attempts.push(event['attempt']);
        if (event['type'] === 'token' && !killed) {
          killed = true;
          for (const pid of modelProcessesOf(product.pid)) process.kill(pid, 'SIGKILL');
        }
        last = event;
      }
      expect(attempts).toEqual([1, 2]);
      expect(last).toMatchObject({
        type: 'done',
        answer: { state: 'succeeded', finish_reason: 'length' },
      });
      const next = await product.request('POST', '/query', {
        body: { query: 'hola', model_preference, max_tokens: 5 },
      });
      expect(next.status).toBe(200);
      expect((await product.request('GET', '/health')).body).toMatchObject({ status: 'ok' });
    });
    test('ends an OpenAI stream that had begun with an error, and the work with it', async () => {
      const home = openHome();
      const product = await start(home);
      const model = await importEndless(product, home);
      const response = await fetch(`${product.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          model,
          messages: [{ role: 'user', content: 'cuenta' }],
          max_tokens: 1500,
          stream: true,
        }),
      });
      const id = response.headers.get('x-vx11-query-id');
      let written = false;
      let last: Record<string, unknown> = {};
      for await (const event of streamEvents(response)) {
        const [choice] = Array.isArray(event['choices']) ? event['choices'] : [];
        if (!written && Object(Object(choice).delta).content) {
          written = true;
          for (const pid of modelProcessesOf(product.pid)) process.kill(pid, 'SIGKILL');
        }
        last = event;
      }
      expect(last).toMatchObject({ error: { code: 'ENGINE_CRASHED', type: 'server_error' } });
      await expect
        .poll(async () => (await product.request('GET', `/queries/${id}`)).body, PATIENT)
        .toMatchObject({ state: 'cancelled' });
    });
  },
);

describe('the app killed with queries waiting', () => {
  test('after the restart each acknowledged one is finished, or failed with a reason', async () => {
    const home = openHome();
    const first = await start(home);
    const model_preference = await importEndless(first, home);
    // The test's own ledger of what was acknowledged, outside the killed process.
    const ledger: string[] = [];
    for (let index = 0; index < 30; index += 1) {
      const { status, body } = await first.request('POST', '/queries', {
        body: { query: `número ${index}`, model_preference, max_tokens: 40 },
      });
      expect(status).toBe(202);
      ledger.push(String(Object(body).query_id));
    }
    await first.kill();
    const unfinished = new Database(join(home, 'vx11.db'))
      .prepare("SELECT count(*) AS n FROM queries WHERE state IN ('queued', 'running')")
      .get();
    expect(Object(unfinished).n).toBeGreaterThan(0);

    const second = await start(home);
    for (const id of ledger) {
      const terminal = { state: expect.stringMatching(/^(succeeded|failed)$/) };
      await expect
        .poll(async () => (await second.request('GET', `/queries/${id}`)).body, PATIENT)
        .toMatchObject(terminal);
    }
    expect(await second.stop()).toBe(0);
    const states = new Database(join(home, 'vx11.db'))
      .prepare<[], { state: string; n: number }>(
        'SELECT state, count(*) AS n FROM queries GROUP BY state',
      )
      .all();
    expect(states).toEqual([{ state: 'succeeded', n: ledger.length }]);
  });

  test('the home is free again at once, without cleaning up', async () => {
    const home = openHome();
    const first = await start(home);
    await first.kill();
    const second = await start(home);
    expect((await second.request('GET', '/health')).status).toBe(200);
  });
});

describe('stopping', () => {
  test('a cancelled query stops within the answer and says so', async () => {
    const home = openHome();
    const product = await start(home);
    const model_preference = await importEndless(product, home);
    const response = await stream(product, { query: 'cuenta', model_preference, max_tokens: 1900 });
    const types: unknown[] = [];
    let id = '';
    for await (const event of streamEvents(response)) {
      if (event['type'] === 'accepted') id = String(event['query_id']);
      if (event['type'] === 'token' && types.at(-1) !== 'token') {
        const cancelled = await product.request('DELETE', `/queries/${id}`);
        expect(cancelled).toMatchObject({ status: 200, body: { state: 'cancelled' } });
      }
      types.push(event['type'] ?? event['code']);
    }
    expect(types.at(-1)).toBe('QUERY_CANCELLED');
    const again = await product.request('DELETE', `/queries/${id}`);
    expect(again).toMatchObject({ status: 409, body: { code: 'QUERY_FINISHED' } });
  });

  test('an administrator cancels all that match, after counting them', async () => {
    const home = openHome();
    writeFileSync(join(home, 'config.json'), '{"parallel_answers": 1}');
    const product = await start(home);
    const model_preference = await importEndless(product, home);
    const token = adminToken(home);
    for (const module_id of ['shub', 'shub', 'shub', 'reina']) {
      const { status } = await product.request('POST', '/queries', {
        body: { query: 'cuenta', model_preference, module_id, max_tokens: 1900 },
      });
      expect(status).toBe(202);
    }
    const cancel = (body: object) => product.request('POST', '/queries/cancel', { body, token });
    const refused = await product.request('POST', '/queries/cancel', {
      body: { all: true },
    });
    expect(refused).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
    for (const unclear of [{}, { preview: true }, { state: 'succeeded' }]) {
      expect(await cancel(unclear)).toMatchObject({ status: 400 });
    }
    const ofShub = await cancel({ module_id: 'shub', preview: true });
    expect(ofShub.body).toEqual({ cancelled: 3, preview: true });
    expect((await cancel({ module_id: 'shub' })).body).toEqual({ cancelled: 3, preview: false });
    const left = await product.request('GET', '/queries?state=queued&state=running', { token });
    expect(left.body).toMatchObject({ total: 1, queries: [{ module_id: 'reina' }] });
    const gone = await product.request('GET', '/queries?state=cancelled', { token });
    expect(gone.body).toMatchObject({ total: 3 });
  });

  test('a caller that disconnects stops the work', async () => {
    const home = openHome();
    const product = await start(home);
    const model_preference = await importEndless(product, home);
    const caller = new AbortController();
    const response = await stream(
      product,
      { query: 'cuenta', model_preference, max_tokens: 1900 },
      caller.signal,
    );
    let id = '';
    const reading = (async () => {
      for await (const event of streamEvents(response)) {
        if (event['type'] === 'accepted') id = String(event['query_id']);
        if (event['type'] === 'token') caller.abort();
      }
    })();
    await expect(reading).rejects.toThrow();
    await expect
      .poll(async () => (await product.request('GET', `/queries/${id}`)).body, PATIENT)
      .toMatchObject({ state: 'cancelled' });
  });

  test('a stop in the middle of an answer keeps the query for the next start', async () => {
    const home = openHome();
    const first = await start(home);
    const model_preference = await importEndless(first, home);
    await first.stop();
    const graceless = join(home, 'config.json');
    writeFileSync(graceless, '{"shutdown_grace": 0}');
    const second = await start(home);
    const { body } = await second.request('POST', '/queries', {
      body: { query: 'cuenta', model_preference, max_tokens: 1500 },
    });
    const id = String(Object(body).query_id);
    await expect
      .poll(async () => (await second.request('GET', `/queries/${id}`)).body, PATIENT)
      .toMatchObject({ state: 'running' });
    expect(await second.stop()).toBe(0);
    const third = await start(home);
    await expect
      .poll(async () => (await third.request('GET', `/queries/${id}`)).body, PATIENT)
      .toMatchObject({ state: 'succeeded', attempts: 2 });
  });

  test('a second signal ends it at once, says what is left, and loses nothing', async () => {
    const home = openHome();
    writeFileSync(join(home, 'config.json'), '{"shutdown_grace": 600, "parallel_answers": 1}');
    const first = await start(home);
    const model_preference = await importEndless(first, home);
    const ids: string[] = [];
    for (const query of ['uno', 'dos', 'tres']) {
      const { body } = await first.request('POST', '/queries', {
        body: { query, model_preference, max_tokens: 1500 },
      });
      ids.push(String(Object(body).query_id));
    }
    await expect
      .poll(async () => (await first.request('GET', `/queries/${ids[0]}`)).body, PATIENT)
      .toMatchObject({ state: 'running' });
    first.signal('SIGTERM');
    await expect.poll(() => first.said, PATIENT).toContain('again to stop at once');
    first.signal('SIGINT');
    expect(await first.ended()).toBe(130);
    expect(first.said).toContain(
      'SIGINT again: stopping at once; 3 unfinished queries are kept for the next start',
    );
    const second = await start(home);
    for (const id of ids) {
      await expect
        .poll(async () => (await second.request('GET', `/queries/${id}`)).body, PATIENT)
        .toMatchObject({ state: 'succeeded' });
    }
  });

  test('several callers are served side by side by one model', async () => {
    const home = openHome();
    const product = await start(home);
    const model_preference = await importEndless(product, home);
    const open = new Set<number>();
    let most = 0;
    const read = async (caller: number): Promise<void> => {
      const response = await stream(product, {
        query: 'cuenta',
        model_preference,
        max_tokens: 100,
      });
      for await (const event of streamEvents(response)) {
        if (event['type'] === 'token') open.add(caller);
        if (event['type'] === 'done') open.delete(caller);
        most = Math.max(most, open.size);
      }
    };
    await Promise.all([read(1), read(2), read(3)]);
    expect(most).toBe(3);
  });

  test('an operator moves a query, and the order outlives a kill', async () => {
    const home = openHome();
    writeFileSync(join(home, 'config.json'), '{"parallel_answers": 1}');
    const product = await start(home);
    const model_preference = await importEndless(product, home);
    const token = adminToken(home);
    const ids: string[] = [];
    for (let sent = 0; sent < 4; sent += 1) {
      const { body } = await product.request('POST', '/queries', {
        body: { query: 'cuenta', model_preference, max_tokens: 1900 },
      });
      ids.push(String(Object(body).query_id));
    }
    const last = `/queries/${ids[3]}`;
    const refused = await product.request('PATCH', last, { body: { to: 'front' } });
    expect(refused).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
    const moved = await product.request('PATCH', last, {
      body: { to: 'front', priority: 'HIGH' },
      token,
    });
    expect(moved).toMatchObject({
      status: 200,
      body: { position: 0, priority: { applied: 'HIGH', requested: 'MEDIUM' } },
    });
    await product.kill();
    const again = await start(home);
    const { body } = await again.request('GET', last);
    expect(Object(body)).toMatchObject({ priority: { applied: 'HIGH' } });
    expect(Object(body).decisions[0].reason).toBe('Moved to the front and to HIGH by madre.');
  });

  test('queries of megabytes fill the queue, not the memory, and outlive a kill', async () => {
    const home = openHome();
    writeFileSync(join(home, 'config.json'), '{"parallel_answers": 1}');
    const small = { NODE_OPTIONS: '--max-old-space-size=192' };
    const product = await start(home, small);
    const model_preference = await importEndless(product, home);
    const query = 'palabra '.repeat(500_000);
    const first = await product.request('POST', '/queries', {
      body: { query: 'cuenta', model_preference, max_tokens: 1900 },
    });
    expect(first.status).toBe(202);
    const statuses: number[] = [];
    const kept: string[] = [];
    for (let sent = 0; sent < 60; sent += 1) {
      const { status, body } = await product.request('POST', '/queries', {
        body: { query, model_preference },
      });
      statuses.push(status);
      if (status === 202) kept.push(String(Object(body).query_id));
    }
    expect(kept.length).toBeGreaterThan(5);
    expect(statuses).toContain(429);
    await product.kill();
    const again = await start(home, small);
    for (const id of kept) {
      const { body } = await again.request('GET', `/queries/${id}`);
      expect(['queued', 'running', 'failed']).toContain(Object(body).state);
    }
    expect((await again.request('GET', '/health')).status).toBe(200);
  });

  test('a full queue says when to come back', async () => {
    const home = openHome();
    writeFileSync(join(home, 'config.json'), '{"queue_max_size": 1, "parallel_answers": 1}');
    const product = await start(home);
    const model_preference = await importEndless(product, home);
    const submit = () =>
      product.request('POST', '/queries', {
        body: { query: 'cuenta', model_preference, max_tokens: 1900 },
      });
    const { body } = await submit();
    const id = String(Object(body).query_id);
    await expect
      .poll(async () => (await product.request('GET', `/queries/${id}`)).body, PATIENT)
      .toMatchObject({ state: 'running' });
    expect((await submit()).status).toBe(202);
    const refused = await submit();
    expect(refused).toMatchObject({ status: 429, body: { code: 'QUEUE_FULL' } });
    expect(refused.headers.get('retry-after')).toBe('5');
  });
});
