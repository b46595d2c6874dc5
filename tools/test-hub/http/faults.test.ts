import { networkInterfaces } from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { TestHub } from '../test-hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await TestHub.start();
});
afterEach(() => {
  hub.faults.clear();
  hub.ledger.clear();
});
afterAll(() => hub.stop());

const ID = 'maple-lab/Tiny-Talker-Instruct-GGUF';
const PATH = 'Tiny-Talker-Instruct-F16.gguf';
const FILE = `${ID}/${PATH}`;
const CDN = { origin: 'cdn' } as const;

const download = (headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${hub.endpoint}/${ID}/resolve/main/${PATH}`, { headers });
const bytesOf = async (response: Response): Promise<Buffer> =>
  Buffer.from(await response.arrayBuffer());

/** What came before the connection broke. */
async function received(response: Response): Promise<number> {
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) bytes += chunk.length;
  } catch {
    return bytes;
  }
  throw new Error('The connection did not break.');
}

describe('a connection', () => {
  test('is cut after so many bytes, and the ledger knows how many', async () => {
    hub.faults.plant({ kind: 'cut', after_bytes: 1000 }, { ...CDN, times: 1 });
    expect(await received(await download())).toBe(1000);
    expect(hub.ledger.bytesOf(FILE)).toBe(1000);
    await expect.poll(() => hub.ledger.requests('cdn')[0]?.ended).toBe('cut');
    const whole = await bytesOf(await download());
    expect(hub.ledger.bytesOf(FILE)).toBe(1000 + whole.length);
    expect(hub.ledger.bytesByFile()).toEqual({ [FILE]: 1000 + whole.length });
  });

  test('is cut at random at the same places for the same seed', async () => {
    const places = async (seed: number): Promise<number[]> => {
      const planted = hub.faults.plant({ kind: 'cut_at_random', seed }, CDN);
      const first = await received(await download());
      const second = await received(await download());
      planted.lift();
      return [first, second];
    };
    const [first, second] = await places(1);
    expect(first).not.toBe(second);
    expect(await places(1)).toEqual([first, second]);
    expect(await places(2)).not.toEqual([first, second]);
  });

  test('stalls until the fault is lifted', async () => {
    const stall = hub.faults.plant({ kind: 'stall', after_bytes: 5000 }, CDN);
    const whole = download().then(bytesOf);
    await hub.ledger.reached(FILE, 5000);
    expect(hub.ledger.bytesOf(FILE)).toBe(5000);
    stall.lift();
    expect(await whole).toHaveLength(hub.ledger.bytesOf(FILE));
  });

  test('that stalls is let go when the client leaves', async () => {
    hub.faults.plant({ kind: 'stall', after_bytes: 5000 }, CDN);
    const leave = new AbortController();
    const url = (
      await fetch(`${hub.endpoint}/${ID}/resolve/main/${PATH}`, { redirect: 'manual' })
    ).headers.get('location');
    const response = await fetch(url ?? '', { signal: leave.signal });
    leave.abort();
    await expect(response.arrayBuffer()).rejects.toThrow();
    await expect.poll(() => hub.ledger.requests('cdn')[0]?.ended).toBe('cut');
  });

  test('is slow, however much there is to send', async () => {
    const whole = await bytesOf(await download());
    hub.faults.plant({ kind: 'slow', bytes_per_second: whole.length * 5 }, CDN);
    const begun = performance.now();
    await bytesOf(await download());
    expect(performance.now() - begun).toBeGreaterThan(150); // a fifth of a second, less a timer's error
  });
});

describe('a file', () => {
  test('has one wrong byte, in the ranges that hold it', async () => {
    const right = await bytesOf(await download());
    hub.faults.plant({ kind: 'wrong_byte', at: 500 }, CDN);
    const wrong = await bytesOf(await download());
    const differences = [...wrong.keys()].filter((place) => wrong[place] !== right[place]);
    expect(differences).toEqual([500]);
    const part = await bytesOf(await download({ range: 'bytes=400-499' }));
    expect(part.equals(right.subarray(400, 500))).toBe(true);
  });

  test.each([32, -32])('is by %i bytes another size than it was said to be', async (by) => {
    const right = await bytesOf(await download());
    hub.faults.plant({ kind: 'wrong_size', by }, CDN);
    expect(await bytesOf(await download())).toHaveLength(right.length + by);
    const part = await download({ range: 'bytes=0-9' });
    expect(part.headers.get('content-range')).toBe(`bytes 0-9/${right.length + by}`);
  });

  test('is sent whole to whoever asks for a part', async () => {
    hub.faults.plant({ kind: 'ignore_range' }, CDN);
    const response = await download({ range: 'bytes=100-' });
    expect([response.status, response.headers.get('content-range')]).toEqual([200, null]);
  });
});

describe('a fault', () => {
  test('comes so many times, only where it was planted, in the words of that host', async () => {
    const burst = hub.faults.plant(
      { kind: 'status', status: 503, retry_after_s: 7 },
      { origin: 'hub', url: '/api/models', times: 2 },
    );
    const ask = (): Promise<Response> => fetch(`${hub.endpoint}/api/models?limit=1`);
    expect((await fetch(`${hub.endpoint}/${ID}/resolve/main/README.md`)).status).toBe(200);
    const [first, second, third] = [await ask(), await ask(), await ask()];
    expect([first.status, second.status, third.status, burst.met]).toEqual([503, 503, 200, 2]);
    expect(first.headers.get('retry-after')).toBe('7');
    expect(await first.json()).toEqual({ error: 'Error 503' });
    hub.faults.plant({ kind: 'status', status: 500 }, CDN);
    expect(await (await download()).text()).toMatch(/^<\?xml .*InternalError/);
  });

  test('meets a file by its name on the second host too', async () => {
    hub.faults.plant({ kind: 'status', status: 500 }, { ...CDN, url: PATH });
    expect((await download()).status).toBe(500);
    const other = `${hub.endpoint}/${ID}/resolve/main/Tiny-Talker-Instruct-Q8_0.gguf`;
    expect((await fetch(other)).status).toBe(200);
  });
});

test('offline nobody answers, and afterwards everybody does, where they were', async () => {
  const { endpoint, cdnUrl, openRouterUrl } = hub;
  await hub.goOffline();
  for (const url of [endpoint, cdnUrl, openRouterUrl]) {
    await fetch(url).catch(() => undefined); // may still find a connection of before, and lose it
    await expect(fetch(url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  }
  await hub.comeBack();
  expect([hub.endpoint, hub.cdnUrl, hub.openRouterUrl]).toEqual([endpoint, cdnUrl, openRouterUrl]);
  expect((await download()).status).toBe(200);
});

test('nobody else on the network is answered', async () => {
  const addresses = Object.values(networkInterfaces())
    .flatMap((found) => found ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal);
  for (const { address } of addresses) {
    for (const url of [hub.endpoint, hub.cdnUrl, hub.openRouterUrl]) {
      const { port } = new URL(url);
      await expect(fetch(`http://${address}:${port}`)).rejects.toThrow();
    }
  }
});

test('going offline breaks the downloads that run', async () => {
  hub.faults.plant({ kind: 'stall', after_bytes: 5000 }, CDN);
  const response = await download();
  await hub.ledger.reached(FILE, 5000);
  const broken = received(response);
  await hub.goOffline();
  expect(await broken).toBe(5000);
  await hub.comeBack();
});
