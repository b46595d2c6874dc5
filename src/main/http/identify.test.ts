import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConsoleSessions, createTicket } from '../core/access/console-ticket.ts';
import { type Keyring, openKeyring } from '../core/access/keyring.ts';
import { createToken } from '../core/access/tokens.ts';
import { guardDoors } from './doors.ts';
import { answerErrors } from './errors.ts';
import { identifyCallers } from './identify.ts';

const LOOPBACK = '127.0.0.1';
const ELSEWHERE = '203.0.113.7';
const PORT = 8080;

let folder: string;
let keyring: Keyring;
let sessions: ConsoleSessions;
let app: FastifyInstance;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vx11-http-'));
  keyring = openKeyring(join(folder, 'keys.json'));
  sessions = new ConsoleSessions(keyring, new Map());
  app = fastify();
  guardDoors(app, { allowedHosts: ['studio.local'], allowedOrigins: ['https://tools.example'] });
  app.addHook('onRequest', async ({ raw }) => {
    Object.assign(raw.socket, { localPort: PORT });
  });
  identifyCallers(app, { keyring, sessions });
  answerErrors(app, 1000);
  for (const path of ['/health', '/models', '/v1/models', '/console/login']) {
    app.get(path, (request) => ({ kind: request.caller.kind }));
  }
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

async function get(
  url: string,
  options: { from?: string; headers?: Readonly<Record<string, string>> } = {},
): Promise<{ status: number; body: unknown }> {
  const { from = LOOPBACK, headers = {} } = options;
  const response = await app.inject({ url, remoteAddress: from, headers });
  return { status: response.statusCode, body: response.json() };
}

const kindWith = async (headers: Readonly<Record<string, string>>): Promise<unknown> =>
  Object((await get('/models', { headers })).body).kind;

const bearer = async (): Promise<Record<string, string>> => {
  const claims = { module_id: 'm', module_type: 'MADRE', scopes: ['query'] } as const;
  return { authorization: `Bearer ${await createToken(keyring, claims, 60)}` };
};

describe('from this machine', () => {
  test('without a token one is anonymous', async () => {
    expect(await get('/models')).toEqual({ status: 200, body: { kind: 'anonymous' } });
  });

  test('a token is recognised', async () => {
    const headers = await bearer();
    expect(await get('/models', { headers })).toEqual({ status: 200, body: { kind: 'token' } });
  });

  test('a foreign key is refused, but on /v1 it counts as none', async () => {
    const headers = { authorization: 'Bearer sk-abc' };
    expect(await get('/models', { headers })).toMatchObject({ status: 401 });
    expect(await get('/v1/models', { headers })).toMatchObject({ body: { kind: 'anonymous' } });
  });

  test('a token that looks like ours and is not valid is refused on /v1 too', async () => {
    const headers = { authorization: 'Bearer aaaa.bbbb.cccc' };
    expect(await get('/v1/models', { headers })).toMatchObject({ status: 401 });
  });

  test('the console’s cookie is its session; a made-up one is nothing', async () => {
    const session = await sessions.redeem(await createTicket(keyring));
    expect(await kindWith({ cookie: `vx11_session_8080=${session}` })).toBe('console');
    expect(await kindWith({ cookie: 'vx11_session_8080=made-up' })).toBe('anonymous');
  });

  test('the cookie of a product on another port is none of ours', async () => {
    const session = await sessions.redeem(await createTicket(keyring));
    const cookie = `vx11_session_9090=made-up; vx11_session_8080=${session}`;
    expect(await kindWith({ cookie })).toBe('console');
    expect(await kindWith({ cookie: `vx11_session_9090=${session}` })).toBe('anonymous');
  });

  test('a page of a trusted origin is not the console, whatever cookie comes with it', async () => {
    const session = await sessions.redeem(await createTicket(keyring));
    const headers = { host: 'localhost:8080', cookie: `vx11_session_8080=${session}` };
    const from = (origin: string) => kindWith({ ...headers, origin });
    expect(await from('http://localhost:8080')).toBe('console');
    expect(await from('https://tools.example')).toBe('anonymous');
  });

  test('a ticket is not a session, and neither is an API token', async () => {
    const ticket = await createTicket(keyring);
    const headers = { cookie: `vx11_session_8080=${ticket}` };
    expect(await get('/models', { headers })).toMatchObject({ body: { kind: 'anonymous' } });
    const asToken = { authorization: `Bearer ${ticket}` };
    expect(await get('/models', { headers: asToken })).toMatchObject({ status: 401 });
  });
});

describe('from another machine', () => {
  test('only /health and the way to a session are open', async () => {
    expect(await get('/health', { from: ELSEWHERE })).toMatchObject({ status: 200 });
    expect(await get('/console/login', { from: ELSEWHERE })).toMatchObject({ status: 200 });
    for (const url of ['/models', '/v1/models']) {
      const { status, body } = await get(url, { from: ELSEWHERE });
      expect(status).toBe(401);
      // In the form of each.
      expect(Object(body).error ?? body).toMatchObject({
        code: 'UNAUTHORIZED',
        message: expect.stringContaining('vx11 token create'),
      });
    }
  });

  test('a token opens the rest', async () => {
    const headers = await bearer();
    expect(await get('/models', { from: ELSEWHERE, headers })).toMatchObject({ status: 200 });
  });
});

describe('the doors', () => {
  const HOSTS: readonly (readonly [string, number])[] = [
    ['localhost:8080', 200],
    ['127.0.0.1', 200],
    ['[::1]:8080', 200],
    ['STUDIO.local:8080', 200],
    ['localhost.evil.example', 403],
    ['127.0.0.1.evil.example:8080', 403],
    ['evil@localhost', 403],
  ];
  test.for(HOSTS)('Host "%s" → %i', async ([host, status]) => {
    expect((await get('/models', { headers: { host } })).status).toBe(status);
  });

  const ORIGINS: readonly (readonly [string, number])[] = [
    ['http://localhost:8080', 200],
    ['https://tools.example', 200],
    ['https://localhost:8080', 403],
    ['http://localhost:9090', 403],
    ['http://127.0.0.1:8080', 403],
    ['null', 403],
  ];
  test.for(ORIGINS)('Origin "%s" on localhost:8080 → %i', async ([origin, status]) => {
    const headers = { host: 'localhost:8080', origin };
    expect((await get('/models', { headers })).status).toBe(status);
  });
});
