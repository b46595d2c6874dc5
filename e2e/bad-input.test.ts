import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DamageName, writeDamaged } from '../scripts/gguf/corrupt.ts';
import { generateGguf } from '../scripts/gguf/generate.ts';
import { tinyCycle, tinyRandom } from '../scripts/gguf/presets.ts';
import { adminToken, failToStart, newHome, Product, vx11 } from './product.ts';

const home = newHome();
let product: Product;
let admin: string;

beforeAll(async () => {
  product = await Product.start(home.path);
  admin = adminToken(home.path);
  const path = join(home.path, 'small.gguf');
  await generateGguf(path, tinyCycle('hola'));
  await product.request('POST', '/models/import', {
    body: { path, name: 'small' },
    token: admin,
  });
});
afterAll(async () => {
  await product.stop();
  home.remove();
});

interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Below `fetch`, which would correct headers such as Host. */
async function send(raw: RawRequest): Promise<{ status: number; body: unknown }> {
  const { port } = new URL(product.url);
  const { path = '/query', method = 'POST', headers = {} } = raw;
  const outgoing = httpRequest({ host: '127.0.0.1', port, path, method, headers });
  // A server that refuses early stops reading: that is an answer, not a failure of the test.
  outgoing.on('error', () => undefined);
  outgoing.end(raw.body);
  const [response] = await once(outgoing, 'response');
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode, body: JSON.parse(text) };
}

const json = { 'content-type': 'application/json' };
const say = (body: unknown): RawRequest => ({ headers: json, body: JSON.stringify(body) });

const REQUESTS: readonly (readonly [string, RawRequest, number, string, RegExp])[] = [
  ['an empty query', say({ query: '' }), 400, 'INVALID_INPUT', /query: .*non-empty/],
  ['a blank query', say({ query: '  ' }), 400, 'INVALID_INPUT', /query/],
  ['no query at all', say({}), 400, 'INVALID_INPUT', /query/],
  [
    'query and messages',
    say({ query: 'a', messages: [{ role: 'user', content: 'b' }] }),
    400,
    'INVALID_INPUT',
    /not both/,
  ],
  [
    'wrong types',
    say({ query: 7, max_tokens: 'many' }),
    400,
    'INVALID_INPUT',
    /query: .*max_tokens: /,
  ],
  [
    'an unknown priority',
    say({ query: 'a', priority: 'URGENT' }),
    400,
    'INVALID_INPUT',
    /CRITICAL, HIGH/,
  ],
  ['a list for a body', say([1, 2]), 400, 'INVALID_INPUT', /expected form/],
  [
    'a 10 MB body',
    { headers: json, body: JSON.stringify({ query: 'a'.repeat(10_000_000) }) },
    413,
    'BODY_TOO_LARGE',
    /body_limit/,
  ],
  [
    'a 10 MB body without a length',
    {
      headers: { ...json, 'transfer-encoding': 'chunked' },
      body: JSON.stringify({ query: 'a'.repeat(10_000_000) }),
    },
    413,
    'BODY_TOO_LARGE',
    /limit/,
  ],
  ['broken JSON', { headers: json, body: '{"query":' }, 400, 'MALFORMED_JSON', /JSON/],
  ['no body', { headers: json, body: '' }, 400, 'MALFORMED_JSON', /JSON/],
  [
    'a poisoned prototype',
    { headers: json, body: '{"query":"a","__proto__":{"x":1}}' },
    400,
    'MALFORMED_JSON',
    /JSON/,
  ],
  [
    'a form',
    { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'query=hola' },
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    /application\/json/,
  ],
  [
    'a multipart form',
    { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--x--' },
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    /application\/json/,
  ],
  [
    'plain text',
    { headers: { 'content-type': 'text/plain' }, body: '{"query":"a"}' },
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    /application\/json/,
  ],
  [
    'a body without a type',
    { body: '{"query":"a"}', headers: { 'content-length': '13' } },
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    /application\/json/,
  ],
  [
    'a foreign Origin',
    { ...say({ query: 'a' }), headers: { ...json, origin: 'https://evil.example' } },
    403,
    'FOREIGN_ORIGIN',
    /evil\.example/,
  ],
  [
    'a hidden Origin',
    { ...say({ query: 'a' }), headers: { ...json, origin: 'null' } },
    403,
    'FOREIGN_ORIGIN',
    /refused/,
  ],
  [
    'a foreign site reading',
    {
      method: 'GET',
      path: '/models',
      headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    },
    403,
    'FOREIGN_ORIGIN',
    /another site/,
  ],
  [
    'a foreign Host',
    { ...say({ query: 'a' }), headers: { ...json, host: 'evil.example' } },
    403,
    'FOREIGN_HOST',
    /allowed_hosts/,
  ],
  [
    'a forged token',
    {
      ...say({ query: 'a' }),
      headers: { ...json, authorization: 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.Zm9yZ2Vk' },
    },
    401,
    'UNAUTHORIZED',
    /vx11 token create/,
  ],
  [
    'a token of another kind',
    { ...say({ query: 'a' }), headers: { ...json, authorization: 'Bearer sk-123' } },
    401,
    'UNAUTHORIZED',
    /vx11 token create/,
  ],
  ['no right to list', { method: 'GET', path: '/queries' }, 401, 'UNAUTHORIZED', /scope read/],
  [
    'no right to import',
    { ...say({ path: '/x.gguf' }), path: '/models/import' },
    401,
    'UNAUTHORIZED',
    /scope admin/,
  ],
  [
    'command-line tools, not there yet',
    say({ query: 'a', requires_cli: true }),
    501,
    'NOT_AVAILABLE',
    /requires_cli/,
  ],
  [
    'an embedding without such a model',
    say({ query: 'a', query_type: 'embedding' }),
    503,
    'NO_CAPABLE_MODEL',
    /embedding/,
  ],
  [
    'a prompt longer than the context',
    say({ query: 'palabra '.repeat(3000), model_preference: 'local/small:f16' }),
    413,
    'PROMPT_TOO_LONG',
    /context/,
  ],
  [
    'an unknown model',
    { method: 'GET', path: '/models/nobody/nothing:q4' },
    404,
    'MODEL_NOT_FOUND',
    /nobody\/nothing:q4/,
  ],
  [
    'an unknown query',
    { method: 'GET', path: '/queries/q_none' },
    404,
    'QUERY_NOT_FOUND',
    /no longer kept|No query/,
  ],
  [
    'an address with a broken escape',
    { method: 'GET', path: '/models/%zz' },
    400,
    'INVALID_INPUT',
    /"%"/,
  ],
  [
    'metadata nested thousands deep',
    {
      headers: json,
      body: `{"query":"a","metadata":{"a":${'['.repeat(5000)}${']'.repeat(5000)}}}`,
    },
    400,
    'INVALID_INPUT',
    /metadata: at most 64 levels/,
  ],
  [
    'to cancel an unknown query, with a type and no body',
    { method: 'DELETE', path: '/queries/q_none', headers: { ...json, 'content-length': '0' } },
    404,
    'QUERY_NOT_FOUND',
    /No query/,
  ],
  ['an unknown address', { method: 'GET', path: '/nothing' }, 404, 'NOT_FOUND', /\/docs/],
];

describe('bad input gets a status, a code and a message to act on', () => {
  test.for(REQUESTS)('%s', async ([, raw, status, code, message]) => {
    const answer = await send(raw);
    expect(answer).toMatchObject({
      status,
      body: { code, status, message: expect.stringMatching(message) },
    });
  });

  test.for([
    ['an unknown address', 'GET', '/v1/nothing', 404, 'NOT_FOUND'],
    ['an operation we do not have', 'POST', '/v1/embeddings', 404, 'NOT_FOUND'],
    ['a broken escape', 'GET', '/v1/%zz', 400, 'INVALID_INPUT'],
  ] as const)('on /v1 in its own form: %s', async ([, method, path, status, code]) => {
    expect(await send({ method, path })).toEqual({
      status,
      body: {
        error: { message: expect.any(String), type: 'invalid_request_error', param: null, code },
      },
    });
  });

  test('on /v1 also at the door', async () => {
    const headers = { authorization: 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.Zm9yZ2Vk' };
    expect(await send({ method: 'GET', path: '/v1/models', headers })).toMatchObject({
      status: 401,
      body: { error: { code: 'UNAUTHORIZED', type: 'authentication_error' } },
    });
  });

  test('a token of another home', async () => {
    const other = newHome();
    const token = vx11(other.path, 'token', 'create', '--scope', 'admin');
    const { status, body } = await product.request('GET', '/queries', { token });
    expect({ status, body }).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
    other.remove();
  });

  test('a token without the scope', async () => {
    const token = vx11(home.path, 'token', 'create', '--scope', 'query');
    const { status, body } = await product.request('GET', '/queries', { token });
    expect({ status, body }).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  });

  test('a model named that is not installed falls back, and says so', async () => {
    const { status, body } = await product.request('POST', '/query', {
      body: { query: 'hola', model_preference: 'nobody/nothing' },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ reason: expect.stringMatching(/No installed model matches/) });
  });

  test('a WebSocket of another site', async () => {
    const { port } = new URL(product.url);
    const outgoing = httpRequest({
      host: '127.0.0.1',
      port,
      path: '/ws',
      headers: {
        connection: 'upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': randomBytes(16).toString('base64'),
        origin: 'https://evil.example',
      },
    }).end();
    const [response] = await once(outgoing, 'response');
    expect(response.statusCode).toBe(403);
  });
});

const FILES: readonly (readonly [DamageName, string])[] = [
  ['plain text', 'NOT_GGUF'],
  ['an empty file', 'NOT_GGUF'],
  ['a truncated tail', 'GGUF_TRUNCATED'],
  ['a truncated header', 'GGUF_TRUNCATED'],
  ['no heads', 'GGUF_INVALID'],
  ['a missing tensor', 'GGUF_INVALID'],
  ['a huge number of tensors', 'GGUF_INVALID'],
  ['an unknown tensor type', 'GGUF_INVALID'],
];

describe('a model file that must not be loaded', () => {
  test.for(FILES)('%s', async ([damage, code]) => {
    const path = join(home.path, 'bad.gguf');
    await writeDamaged(path, tinyRandom(1), damage);
    const before = await product.request('GET', '/models');
    const { status, body } = await product.request('POST', '/models/import', {
      body: { path },
      token: admin,
    });
    expect({ status, body }).toMatchObject({ status: 422, body: { code } });
    expect((await product.request('GET', '/models')).body).toEqual(before.body);
  });

  test('is not there', async () => {
    const body = { path: join(home.path, 'none.gguf') };
    const answer = await product.request('POST', '/models/import', { body, token: admin });
    expect(answer).toMatchObject({ status: 404, body: { code: 'FILE_NOT_FOUND' } });
  });
});

describe('a start that cannot work says why and leaves nothing behind', () => {
  test('the home is in use', async () => {
    const { code, stderr } = await failToStart(home.path);
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^HOME_LOCKED: .*process ${product.pid}\\b`));
  });

  test('the database is in use by another home', async () => {
    const other = newHome();
    const { code, stderr } = await failToStart(other.path, {
      DATABASE_PATH: join(home.path, 'vx11.db'),
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^DATABASE_LOCKED: .*process ${product.pid}\\b`));
    other.remove();
  });

  test('the port is taken', async () => {
    const other = newHome();
    const { port } = new URL(product.url);
    const { code, stderr } = await failToStart(other.path, { VX11_PORT: port });
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^PORT_IN_USE: Port ${port} .*VX11_PORT`));
    other.remove();
  });

  test('the port is taken by a program that is not ours', async () => {
    const other = newHome();
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { stderr } = await failToStart(other.path, { VX11_PORT: String(port) });
    expect(stderr).toMatch(/^PORT_IN_USE/);
    server.close();
    other.remove();
  });

  test('the database is from a newer version', async () => {
    const other = newHome();
    const database = new Database(join(other.path, 'vx11.db'));
    database.pragma('user_version = 999');
    database.close();
    const { code, stderr } = await failToStart(other.path);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^DATABASE_NEWER: .*999/);
    other.remove();
  });

  test('the database is no database', async () => {
    const other = newHome();
    writeFileSync(join(other.path, 'vx11.db'), 'nothing of the kind '.repeat(100));
    expect((await failToStart(other.path)).stderr).toMatch(/^DATABASE_DAMAGED/);
    other.remove();
  });

  test('the configuration names a wrong value', async () => {
    const other = newHome();
    writeFileSync(join(other.path, 'config.json'), '{"port": "soon"}');
    expect((await failToStart(other.path, { VX11_PORT: '' })).stderr).toMatch(
      /CONFIG_INVALID[\s\S]*port/,
    );
    other.remove();
  });
});
