import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failVx11, newHome, Product, vx11 } from './product.ts';

const TOOLS = 'https://tools.example';

const home = newHome();
const runningFile = join(home.path, 'running.json');
let product: Product;

beforeAll(async () => {
  writeFileSync(join(home.path, 'config.json'), JSON.stringify({ allowed_origins: [TOOLS] }));
  product = await Product.start(home.path);
});
afterAll(async () => {
  await product.kill();
  home.remove();
});

/** Opens the console as a browser would; what it would keep. */
async function openConsole(link: string): Promise<string> {
  const response = await fetch(link, { redirect: 'manual' });
  expect(response.status).toBe(303);
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

describe('"vx11 console"', () => {
  test('leads to the port that the system chose', async () => {
    const link = vx11(home.path, 'console');
    expect(link).toMatch(new RegExp(`^${product.url}/console/login\\?ticket=`));
    await openConsole(link);
  });

  test('reads it from a file of the owner', () => {
    const running = JSON.parse(readFileSync(runningFile, 'utf8'));
    expect(running).toEqual({ url: product.url, pid: product.pid });
    expect(statSync(runningFile).mode & 0o777).toBe(0o600);
  });

  test('says so when nothing runs and nobody knows the port', async () => {
    const other = newHome();
    const refused = /^CONFIG_INVALID: .*not running on this home/;
    expect(failVx11(other.path, 'console')).toMatch(refused);
    const stopped = await Product.start(other.path);
    expect(await stopped.stop()).toBe(0);
    expect(failVx11(other.path, 'console')).toMatch(refused);
    // Left behind by a product that was killed.
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeFileSync(join(other.path, 'running.json'), JSON.stringify({ url: product.url, pid }));
    expect(failVx11(other.path, 'console')).toMatch(refused);
    other.remove();
  });
});

test.runIf(process.platform === 'linux')(
  'a product on every address says where it is',
  async () => {
    const other = newHome();
    const open = await Product.start(other.path, { VX11_HOST: '0.0.0.0' });
    expect(open.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await openConsole(open.consoleUrl);
    await open.stop();
    other.remove();
  },
);

test('products side by side do not log each other out', async () => {
  const other = newHome();
  const second = await Product.start(other.path);
  const cookies = [await openConsole(product.consoleUrl), await openConsole(second.consoleUrl)];
  const names = cookies.map((cookie) => cookie.split('=')[0]);
  expect(new Set(names).size).toBe(2);
  // A browser keeps cookies by host, so both products get both.
  for (const { url } of [product, second]) {
    const response = await fetch(`${url}/queries`, { headers: { cookie: cookies.join('; ') } });
    expect(response.status).toBe(200);
  }
  await second.stop();
  other.remove();
});

describe('a page of an allowed origin', () => {
  const read = (response: Response): string | null =>
    response.headers.get('access-control-allow-origin');

  test('is told that it may ask', async () => {
    const response = await fetch(`${product.url}/v1/chat/completions`, {
      method: 'OPTIONS',
      headers: {
        origin: TOOLS,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect([response.status, read(response)]).toEqual([204, TOOLS]);
    expect(response.headers.get('access-control-allow-headers')).toBe('authorization,content-type');
  });

  test.for([
    ['/query', { query: 'hola' }],
    ['/query/stream', { query: 'hola' }],
    [
      '/v1/chat/completions',
      { model: 'auto', stream: true, messages: [{ role: 'user', content: 'hola' }] },
    ],
    ['/query', { query: '' }],
  ] as const)('may read the answer of %s', async ([path, body]) => {
    const response = await fetch(product.url + path, {
      method: 'POST',
      headers: { origin: TOOLS, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(read(response)).toBe(TOOLS);
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    await response.text();
  });

  test('is not the console, though the browser knows its cookie', async () => {
    const cookie = await openConsole(vx11(home.path, 'console'));
    const response = await fetch(`${product.url}/queries`, { headers: { cookie, origin: TOOLS } });
    expect(response.status).toBe(401);
  });
});
