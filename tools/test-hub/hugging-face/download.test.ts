import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestHub } from '../test-hub.ts';
import { TOKENS } from '../tokens.ts';

let hub: TestHub;
let now = Date.UTC(2026, 10, 1);
beforeAll(async () => {
  hub = await TestHub.start({ now: () => now, urlLifetime_s: 3600 });
});
afterAll(() => hub.stop());

const ID = 'maple-lab/Tiny-Talker-Instruct-GGUF';
const PATH = 'Tiny-Talker-Instruct-F16.gguf';
const FILE = `${ID}/${PATH}`;

const resolve = (path = PATH, init: RequestInit = {}): Promise<Response> =>
  fetch(`${hub.endpoint}/${ID}/resolve/main/${path}`, { redirect: 'manual', ...init });
const signedUrl = async (): Promise<string> => (await resolve()).headers.get('location') ?? '';
const sha256 = (data: ArrayBuffer): string =>
  createHash('sha256').update(Buffer.from(data)).digest('hex');

describe('a large file', () => {
  test('is on another host, which is told by a redirect with size, commit and hash', async () => {
    const response = await resolve(PATH, { method: 'HEAD' });
    expect(response.status).toBe(302);
    const location = new URL(response.headers.get('location') ?? '');
    expect([location.hostname, new URL(hub.endpoint).hostname]).toEqual(['localhost', '127.0.0.1']);
    const whole = await (await fetch(location)).arrayBuffer();
    expect(response.headers.get('x-linked-size')).toBe(String(whole.byteLength));
    expect(response.headers.get('x-linked-etag')).toBe(`"${sha256(whole)}"`);
    expect(response.headers.get('x-repo-commit')).toMatch(/^[0-9a-f]{40}$/);
  });

  test('has an etag there that looks like its hash and is none', async () => {
    const response = await fetch(await signedUrl());
    const etag = response.headers.get('etag');
    expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
    expect(etag).not.toBe(`"${sha256(await response.arrayBuffer())}"`);
  });

  test.each([
    ['bytes=0-99', 206, [0, 100]],
    ['bytes=100-', 206, [100, undefined]],
    ['bytes=-7', 206, [-7, undefined]],
    ['bytes=50-9999999999', 206, [50, undefined]],
    ['bytes=0-1,5-6', 200, [0, undefined]],
    ['bytes=9-2', 200, [0, undefined]],
  ] as const)('answers %s with %i', async (range, status, [from, to]) => {
    const url = await signedUrl();
    const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
    const response = await fetch(url, { headers: { range } });
    const expected = whole.subarray(from, to);
    expect(response.status).toBe(status);
    expect(Buffer.from(await response.arrayBuffer()).equals(expected)).toBe(true);
    if (status === 206) {
      const start = from < 0 ? whole.length + from : from;
      expect(response.headers.get('content-range')).toBe(
        `bytes ${start}-${start + expected.length - 1}/${whole.length}`,
      );
    }
  });

  test('has nothing beyond its end', async () => {
    const response = await fetch(await signedUrl(), { headers: { range: 'bytes=99999999-' } });
    const size = (await resolve()).headers.get('x-linked-size');
    expect([response.status, response.headers.get('content-range')]).toEqual([
      416,
      `bytes */${size}`,
    ]);
  });

  test('is sent whole when If-Range names another etag', async () => {
    const url = await signedUrl();
    const range = 'bytes=0-9';
    const other = await fetch(url, { headers: { range, 'if-range': '"other"' } });
    expect(other.status).toBe(200);
    const etag = other.headers.get('etag') ?? '';
    expect((await fetch(url, { headers: { range, 'if-range': etag } })).status).toBe(206);
  });
});

describe('a signed URL', () => {
  test('needs no token', async () => {
    hub.ledger.clear();
    await fetch(`${hub.endpoint}/${FILE.replace(PATH, `resolve/main/${PATH}`)}`, {
      headers: { authorization: `Bearer ${TOKENS.reader}` },
    });
    // Node's fetch drops the token on the way to the other host, as every client must.
    expect(hub.ledger.requests().map(({ origin, authorized }) => [origin, authorized])).toEqual([
      ['hub', true],
      ['cdn', false],
    ]);
  });

  test('ends after its lifetime', async () => {
    const url = await signedUrl();
    now += 3_599_000;
    expect((await fetch(url)).status).toBe(200);
    now += 1000;
    const late = await fetch(url);
    expect([late.status, await late.text()]).toEqual([
      403,
      expect.stringContaining('AccessDenied'),
    ]);
  });

  test('can be ended at once, and is good for nothing with another date', async () => {
    const url = await signedUrl();
    expect((await fetch(url.replace(/Expires=\d+/, 'Expires=9999999999'))).status).toBe(403);
    hub.urls.expireAll();
    expect((await fetch(url)).status).toBe(403);
    expect((await fetch(await signedUrl())).status).toBe(200);
  });
});

describe('a small file', () => {
  test('is here, behind a redirect that names no host', async () => {
    const response = await resolve('config.json');
    const location = response.headers.get('location') ?? '';
    expect(response.status).toBe(307);
    expect(location).toMatch(/^\/api\/resolve-cache\/models\/maple-lab\//);
    expect(response.headers.get('x-linked-etag')).toMatch(/^"[0-9a-f]{40}"$/);
    expect(await (await fetch(new URL(location, hub.endpoint))).json()).toEqual({
      model_type: 'llama',
    });
  });
});

test('a name with blanks is found, also by its redirect', async () => {
  const id = 'meadow/Unknown-Size-Chat-GGUF';
  const url = `${hub.endpoint}/${id}/resolve/main/unknown%20size%20chat.q8_0.gguf`;
  expect((await fetch(url)).status).toBe(200);
  const head = hub.catalogue
    .get(id)
    .replace('a b.md', { kind: 'text', text: 'blank' }, new Date(now));
  expect(await (await fetch(`${hub.endpoint}/${id}/resolve/${head.id}/a%20b.md`)).text()).toBe(
    'blank',
  );
});

describe('a file that changes', () => {
  test('is another one on main, and the old one under its commit', async () => {
    const before = await resolve();
    const commit = hub.replaceFile(ID, PATH, { kind: 'text', text: 'other bytes' });
    const after = await resolve();
    expect(after.headers.get('x-repo-commit')).toBe(commit);
    expect(after.headers.get('x-linked-size')).toBe('11');
    const pinned = before.headers.get('x-repo-commit') ?? '';
    const old = await fetch(`${hub.endpoint}/${ID}/resolve/${pinned}/${PATH}`);
    expect(`"${sha256(await old.arrayBuffer())}"`).toBe(before.headers.get('x-linked-etag'));
  });

  test('can go', async () => {
    hub.removeFile(ID, PATH);
    expect((await resolve()).status).toBe(404);
  });
});
