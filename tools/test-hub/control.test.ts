import { afterAll, beforeAll, expect, test } from 'vitest';
import { ControlDoor } from './control.ts';
import { TestHub } from './test-hub.ts';
import { TOKENS } from './tokens.ts';

let hub: TestHub;
let door: ControlDoor;
beforeAll(async () => {
  hub = await TestHub.start();
  door = await ControlDoor.open(hub);
});
afterAll(() => Promise.all([door.close(), hub.stop()]));

const ID = 'maple-lab/Tiny-Coder-Instruct-GGUF';
const PATH = 'Tiny-Coder-Instruct-Q8_0.gguf';
const FILE = `${ID}/${PATH}`;
const URL_OF_FILE = `/${ID}/resolve/main/${PATH}`;

const get = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${hub.endpoint}${path}`, init);

async function command(address: string, body?: object) {
  const init = { method: 'POST', body: JSON.stringify(body ?? {}) };
  const response = await fetch(`${door.url}${address}`, init);
  return { status: response.status, body: await response.json() };
}
const ledger = async () => (await fetch(`${door.url}/ledger`)).json();

test('another process reads who asked for what, with which headers, and what was sent', async () => {
  await command('/ledger/clear');
  const authorization = `Bearer ${TOKENS.reader}`;
  const file = await get(URL_OF_FILE, { headers: { authorization, 'user-agent': 'somebody' } });
  const { byteLength } = await file.arrayBuffer();
  const { requests, bytes_by_file, total_bytes } = await ledger();
  expect(bytes_by_file).toEqual({ [FILE]: byteLength });
  expect(total_bytes).toBeGreaterThan(byteLength); // the redirect had a body too
  expect(requests).toEqual([
    expect.objectContaining({
      origin: 'hub',
      method: 'GET',
      url: URL_OF_FILE,
      authorized: true,
      status: 302,
      headers: expect.objectContaining({ authorization, 'user-agent': 'somebody' }),
    }),
    expect.objectContaining({ origin: 'cdn', authorized: false, file: FILE, bytes: byteLength }),
  ]);
});

test('it plants faults, waits for the moment, and lifts them', async () => {
  await command('/ledger/clear');
  const fault = { kind: 'stall', after_bytes: 1000 };
  const { body } = await command('/faults', { fault, scope: { origin: 'cdn' } });
  const whole = get(URL_OF_FILE).then((response) => response.arrayBuffer());
  expect((await command('/ledger/reached', { file: FILE, bytes: 1000 })).body).toEqual({
    bytes: 1000,
  });
  expect((await command('/faults/lift', { number: body.number })).body).toEqual({ lifted: true });
  expect((await whole).byteLength).toBeGreaterThan(1000);
  await command('/faults', { fault: { kind: 'status', status: 500 } });
  expect((await get('/api/models?limit=1')).status).toBe(500);
  await command('/faults/clear');
  expect((await get('/api/models?limit=1')).status).toBe(200);
});

test('it ends signed URLs, or makes them short', async () => {
  const signed = async (): Promise<string> =>
    (await get(URL_OF_FILE, { redirect: 'manual' })).headers.get('location') ?? '';
  const url = await signed();
  await command('/urls/expire');
  expect((await fetch(url)).status).toBe(403);
  await command('/urls/lifetime', { seconds: 0 });
  expect((await fetch(await signed())).status).toBe(403);
  await command('/urls/lifetime', { seconds: 3600 });
});

test('it changes a file, a quota, and whether anybody answers', async () => {
  const id = 'meadow/Readme-Only-GGUF';
  const { body } = await command('/files', { id, path: 'README.md', text: 'here they are' });
  const readme = await get(`/${id}/resolve/${body.commit}/README.md`);
  expect(await readme.text()).toBe('here they are');
  await command('/quota', { bucket: 'api', quota: 0, window_s: 60 });
  expect((await get('/api/models?limit=1')).status).toBe(429);
  await command('/quota', { bucket: 'api', quota: 500, window_s: 300 });
  await command('/online', { online: false });
  await expect(get('/api/models')).rejects.toThrow();
  await command('/online', { online: true });
  expect((await get('/api/models?limit=1')).status).toBe(200);
});

test('it is told what it got wrong', async () => {
  expect((await command('/nothing')).status).toBe(404);
  const { status, body } = await command('/faults', { fault: { kind: 'earthquake' } });
  expect([status, body.error]).toEqual([400, expect.stringContaining('kind')]);
});
