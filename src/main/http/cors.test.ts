import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowOrigins, answerPreflights } from './cors.ts';
import { guardDoors } from './doors.ts';
import { answerErrors } from './errors.ts';

const TRUSTED = 'https://tools.example';
const FOREIGN = 'https://evil.example';
const CORS = /^access-control-/;

let app: FastifyInstance;
beforeAll(() => {
  app = fastify();
  allowOrigins(app, [TRUSTED]);
  guardDoors(app, { allowedHosts: [], allowedOrigins: [TRUSTED] });
  answerPreflights(app, [TRUSTED]);
  answerErrors(app, 1000);
  app.get('/models', () => ({ count: 0 }));
  app.get('/stream', (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: 1\n\n');
  });
});
afterAll(() => app.close());

async function send(method: 'GET' | 'OPTIONS', url: string, headers: Record<string, string>) {
  const response = await app.inject({ method, url, headers });
  const entries = Object.entries(response.headers);
  const cors = Object.fromEntries(entries.filter(([name]) => CORS.test(name)));
  return { status: response.statusCode, cors, vary: response.headers['vary'] };
}

describe('a page of a trusted origin', () => {
  test.for(['/models', '/stream', '/nothing'])('may read the answer of %s', async (url) => {
    const { cors, vary } = await send('GET', url, { origin: TRUSTED });
    expect(cors).toEqual({
      'access-control-allow-origin': TRUSTED,
      'access-control-expose-headers': 'x-vx11-query-id, retry-after',
    });
    expect(vary).toBe('Origin');
  });

  test('is told beforehand what it may send, never with the cookie', async () => {
    const { status, cors } = await send('OPTIONS', '/models', {
      origin: TRUSTED,
      'access-control-request-method': 'DELETE',
      'access-control-request-headers': 'authorization, content-type, x-stainless-os',
      'access-control-request-private-network': 'true',
    });
    expect(status).toBe(204);
    expect(cors).toMatchObject({
      'access-control-allow-origin': TRUSTED,
      'access-control-allow-methods': expect.stringContaining('DELETE'),
      'access-control-allow-headers': 'authorization, content-type, x-stainless-os',
      'access-control-allow-private-network': 'true',
    });
    expect(cors).not.toHaveProperty('access-control-allow-credentials');
  });

  test('is told when its request was refused', async () => {
    const headers = { origin: TRUSTED, 'content-type': 'text/plain' };
    const { status, cors } = await send('GET', '/models', headers);
    expect([status, cors['access-control-allow-origin']]).toEqual([415, TRUSTED]);
  });
});

describe('a page of another origin', () => {
  test.for(['GET', 'OPTIONS'] as const)('is refused (%s)', async (method) => {
    const headers = { origin: FOREIGN, 'access-control-request-method': 'POST' };
    const { status, cors } = await send(method, '/models', headers);
    expect({ status, cors }).toEqual({ status: 403, cors: {} });
  });
});

test('a caller that is no page gets none of this', async () => {
  const { status, cors } = await send('GET', '/models', {});
  expect({ status, cors }).toEqual({ status: 200, cors: {} });
});

test('without trusted origins nothing is said of origins', async () => {
  const closed = fastify();
  allowOrigins(closed, []);
  closed.get('/models', () => ({}));
  const { headers } = await closed.inject({ url: '/models', headers: { origin: TRUSTED } });
  expect(Object.keys(headers).filter((name) => CORS.test(name) || name === 'vary')).toEqual([]);
  await closed.close();
});
