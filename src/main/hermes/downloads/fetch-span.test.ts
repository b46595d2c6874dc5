import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { epochMs } from '../../../shared/domain/units.ts';
import { fetchSpan, fetchWhole, type Source } from './fetch-span.ts';
import { HubAddress } from './hub-address.ts';
import { HubClient } from './hub-client.ts';
import { WrongContent } from './setback.ts';

/** A server that answers as the test says, also as no sane server would. */
let answer: (response: ServerResponse) => void;
let server: ReturnType<typeof createServer>;
let source: Source;
beforeEach(async () => {
  server = createServer((_request, response) => answer(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const hub = new HubAddress(`http://127.0.0.1:${port}`);
  source = {
    client: new HubClient({ hub, token: () => undefined, now: () => epochMs(Date.now()) }),
    url: hub.resolve('a/b', 'main', 'c.gguf'),
    repo: 'a/b',
    file: 'c.gguf',
    size: 100,
    signal: new AbortController().signal,
  };
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const SPAN = { start: 10, end: 20 };
let written: (readonly [position: number, text: string])[] = [];
beforeEach(() => {
  written = [];
});
const write = (bytes: Uint8Array, position: number): Promise<void> => {
  written.push([position, Buffer.from(bytes).toString()]);
  return Promise.resolve();
};
const span = () => fetchSpan(source, SPAN, write);
const part = (range: string, body: string, headers: Record<string, string> = {}) => {
  answer = (response) => {
    response.writeHead(206, { 'content-range': range, ...headers });
    response.end(body);
  };
};

test('the bytes that were asked for are written where they belong', async () => {
  part('bytes 10-19/100', '0123456789');
  expect([await span(), written]).toEqual(['done', [[10, '0123456789']]]);
});

test('the size of the whole may be left open', async () => {
  part('bytes 10-19/*', '0123456789');
  expect(await span()).toBe('done');
});

describe('nothing is written of', () => {
  test.for([
    ['another beginning', 'bytes 0-9/100', {}],
    ['another end', 'bytes 10-20/100', {}],
    ['no range at all', 'nonsense', {}],
    ['an encoding that was not asked for', 'bytes 10-19/100', { 'content-encoding': 'br' }],
  ] as const)('%s', async ([, range, headers]) => {
    part(range, '0123456789', headers);
    await expect(span()).rejects.toMatchObject({ error: { code: 'HUB_FAILED' } });
    expect(written).toEqual([]);
  });

  test('a file of another size', async () => {
    part('bytes 10-19/101', '0123456789');
    await expect(span()).rejects.toThrow(WrongContent);
    expect(written).toEqual([]);
  });
});

test('more than was asked for is not written', async () => {
  part('bytes 10-19/100', '0123456789abc');
  await expect(span()).rejects.toMatchObject({ error: { code: 'HUB_FAILED' } });
  expect(written).toEqual([]);
});

test('what came before the connection broke is written', async () => {
  answer = (response) => {
    response.writeHead(206, { 'content-range': 'bytes 10-19/100', 'content-length': '10' });
    response.write('0123', () => response.destroy());
  };
  await expect(span()).rejects.toMatchObject({ error: { code: 'HUB_OFFLINE' } });
  expect(written).toEqual([[10, '0123']]);
});

test.for([
  [200, 'ranges ignored'],
  [403, 'expired'],
  [404, 'expired'],
] as const)('%i is %s', async ([status, outcome]) => {
  answer = (response) => response.writeHead(status).end('x');
  expect(await span()).toBe(outcome);
});

test('the whole is refused before a byte when it has another length', async () => {
  answer = (response) => response.writeHead(200, { 'content-length': '99' }).end('x'.repeat(99));
  await expect(fetchWhole(source, write)).rejects.toThrow(WrongContent);
  expect(written).toEqual([]);
});

test('a redirect in circles ends', async () => {
  answer = (response) => response.writeHead(302, { location: '/again' }).end();
  await expect(span()).rejects.toMatchObject({ error: { code: 'HUB_FAILED' } });
});
