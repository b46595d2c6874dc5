import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import { tinyRandom } from '../../../../scripts/gguf/presets.ts';
import type { RepositorySpec } from '../../../../tools/test-hub/catalogue/spec.ts';
import { TestHub } from '../../../../tools/test-hub/test-hub.ts';
import { TOKENS } from '../../../../tools/test-hub/tokens.ts';
import type { Download } from '../../../shared/domain/download.ts';
import { milliseconds } from '../../../shared/domain/units.ts';
import { temporaryFolder } from '../../core/temporary-folder.test-support.ts';
import { DownloadWorld } from './downloads.test-support.ts';
import type { Downloads } from './downloads.ts';

const root = temporaryFolder();
const MIB = 1024 * 1024;

/** Three pieces: 34 MB of weights. */
const middling = { ...tinyRandom(1), vocabulary: 65_536, license: 'mit' };
const about = { downloads: 1, likes: 1, created: '2026-01-01', modified: '2026-01-01' };
const REPO = 'maple-lab/Middling-GGUF';
const FILE = 'deep/Middling F16 (v1).gguf';
const SMALL = 'Middling-Q8_0.gguf';
const NAME = `${REPO}/${FILE}`;
const REPOSITORIES: readonly RepositorySpec[] = [
  {
    ...about,
    id: REPO,
    formerly: ['maple-lab/Old-Name-GGUF'],
    files: [
      { path: 'README.md', holds: { kind: 'text', text: '# Middling' } },
      { path: FILE, holds: { kind: 'model', spec: middling } },
      { path: SMALL, holds: { kind: 'model', spec: { ...tinyRandom(3), tensor_type: 'Q8_0' } } },
      {
        path: 'Bad.gguf',
        holds: {
          kind: 'model',
          spec: { ...tinyRandom(4), tamper: { tensors: (all) => [...all, ...all.slice(0, 1)] } },
        },
      },
      { path: 'Noise.gguf', holds: { kind: 'stated', bytes: 100_000 } },
      { path: 'mmproj-Middling-Q8_0.gguf', holds: { kind: 'stated', bytes: 100_000 } },
      { path: 'big-Q4_0-00001-of-00002.gguf', holds: { kind: 'stated', bytes: 100 } },
      { path: 'big-Q4_0-00002-of-00002.gguf', holds: { kind: 'stated', bytes: 100 } },
    ],
  },
  {
    ...about,
    id: 'gatekeeper/Asked-For-GGUF',
    gated: 'manual',
    files: [{ path: SMALL, holds: { kind: 'model', spec: tinyRandom(5) } }],
  },
];

let hub: TestHub;
let world: DownloadWorld;
let downloads: Downloads;

beforeAll(async () => {
  hub = await TestHub.start({ repositories: REPOSITORIES });
});
afterAll(() => hub.stop());
beforeEach(() => {
  hub.ledger.clear();
  world = new DownloadWorld(root, hub);
  downloads = world.downloads();
});
afterEach(async () => {
  hub.faults.clear();
  await downloads.close();
});

const folder = (): string[] => readdirSync(world.folder);
const add = async (file = FILE, repo = REPO): Promise<string> =>
  (await downloads.add({ repo, file })).download_id;
const show = (id: string): Download | undefined =>
  downloads.list().find(({ download_id }) => download_id === id);
const ends = (id: string): Promise<Download> =>
  world.reaches(downloads, id, 'succeeded', 'failed', 'waiting', 'paused');
const freshStarts = (): number | undefined => world.store.all()[0]?.fresh_starts;

/** Its end, however often it has to wait before. */
async function comesThrough(id: string): Promise<Download> {
  for (;;) {
    const download = await ends(id);
    if (download.state !== 'waiting') return download;
    world.clock.pass(60_000);
  }
}

const bytesSent = (): number => hub.ledger.bytesOf(NAME);

/** The product ends as it does when it is asked to, and starts again. */
async function restart(): Promise<void> {
  await downloads.close();
  downloads = world.downloads();
}

/** The one file in the folder has the content that the hub promised. */
function expectWhole(download: Download): void {
  const [name = '', ...others] = folder();
  expect(others).toEqual([]);
  const content = readFileSync(join(world.folder, name));
  expect(createHash('sha256').update(content).digest('hex')).toBe(download.sha256);
  expect(world.store.all()).toHaveLength(1);
  expect(world.world.store.all()).toHaveLength(1);
}

describe('a download', () => {
  test('ends as a checked model with the hub’s name, and every byte was sent once', async () => {
    const id = await add();
    const done = await ends(id);
    expect(done).toMatchObject({
      state: 'succeeded',
      error: null,
      model_id: `${REPO}:f16`,
      already_present: false,
      commit: hub.catalogue.get(REPO).head.commit.id,
    });
    expect(done.done_bytes).toBe(done.total_bytes);
    expectWhole(done);
    expect(world.world.store.all()).toMatchObject([
      { id: `${REPO}:f16`, source: 'huggingface', linked: false, license: 'mit' },
    ]);
    expect(bytesSent()).toBeLessThan((done.total_bytes ?? 0) * 1.001);
  });

  test('is brought by several connections, in ranges that do not overlap', async () => {
    await ends(await add());
    const ranges = hub.ledger.requests('cdn').map(({ headers }) => headers['range'] ?? '');
    expect(ranges.toSorted((a, b) => a.localeCompare(b))).toEqual([
      `bytes=0-${16 * MIB - 1}`,
      `bytes=${16 * MIB}-${32 * MIB - 1}`,
      expect.stringMatching(`^bytes=${32 * MIB}-`),
    ]);
  });

  test('of what the library has is over without a byte', async () => {
    await ends(await add());
    hub.ledger.clear();
    const again = await ends(await add());
    expect(again).toMatchObject({ state: 'succeeded', already_present: true });
    expect(hub.ledger.requests('cdn')).toEqual([]);
    expect(folder()).toHaveLength(1);
  });

  test('that is on its way is not begun twice', async () => {
    const [one, other] = [await add(), await add()];
    expect(other).toBe(one);
    await ends(one);
    expect(downloads.list()).toHaveLength(1);
  });

  test('finds a repository under its older name', async () => {
    expect(await ends(await add(SMALL, 'maple-lab/Old-Name-GGUF'))).toMatchObject({
      state: 'succeeded',
    });
  });

  test('by quant takes the model of it, not what goes with it', async () => {
    const { download_id, file } = await downloads.add({ repo: REPO, quant: 'q8_0' });
    expect(file).toBe(SMALL);
    expect((await ends(download_id)).state).toBe('succeeded');
  });

  test('waits for its turn when others are under way', async () => {
    await downloads.close();
    downloads = world.downloads({ atOnce: 1 });
    const [first, second] = [await add(), await add(SMALL)];
    expect(show(second)?.state).toBe('queued');
    await ends(first);
    expect((await ends(second)).state).toBe('succeeded');
  });
});

describe('cut connections', () => {
  test('are opened again where they ended', async () => {
    hub.faults.plant({ kind: 'cut_at_random', seed: 7 }, { origin: 'cdn', times: 12 });
    const id = await add();
    const done = await comesThrough(id);
    expect(done.state).toBe('succeeded');
    expectWhole(done);
    expect(bytesSent()).toBeLessThan((done.total_bytes ?? 0) * 1.15);
  });

  test('without a byte make it wait, longer each time, until something comes', async () => {
    const fault = hub.faults.plant({ kind: 'cut', after_bytes: 0 }, { origin: 'cdn' });
    const id = await add();
    const delays: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const { retry_at, error } = await world.reaches(downloads, id, 'waiting');
      expect(error?.code).toBe('HUB_OFFLINE');
      delays.push(Date.parse(retry_at ?? '') - world.clock.now());
      world.clock.pass(delays.at(-1) ?? 0);
    }
    expect(delays).toEqual([750, 1500, 3000]);
    fault.lift();
    expect((await comesThrough(id)).state).toBe('succeeded');
  });

  test('that stand still are given up', async () => {
    await downloads.close();
    downloads = world.downloads({ stall: milliseconds(300) });
    hub.faults.plant({ kind: 'stall', after_bytes: MIB }, { origin: 'cdn', times: 3 });
    const id = await add();
    expect((await ends(id)).state).toBe('succeeded');
    expect(hub.ledger.requests('cdn').length).toBeGreaterThan(3);
  });
});

describe('offline', () => {
  test('is a state of its own, which ends by itself', async () => {
    await hub.goOffline();
    const id = await add();
    const waiting = await ends(id);
    expect(waiting).toMatchObject({ state: 'waiting', error: { code: 'HUB_OFFLINE' } });
    await hub.comeBack();
    world.clock.pass(1000);
    expect((await ends(id)).state).toBe('succeeded');
  });

  test('is told at once to who asks for a quant', async () => {
    await hub.goOffline();
    await expect(downloads.add({ repo: REPO, quant: 'Q8_0' })).rejects.toMatchObject({
      code: 'HUB_OFFLINE',
    });
    await hub.comeBack();
  });
});

describe('a restart', () => {
  test('goes on with the bytes that are there', async () => {
    const slow = hub.faults.plant({ kind: 'slow', bytes_per_second: 20 * MIB }, { origin: 'cdn' });
    const id = await add();
    await hub.ledger.reached(NAME, 20 * MIB);
    await restart();
    expect(show(id)?.done_bytes).toBeGreaterThan(8 * MIB);
    slow.lift();
    const done = await ends(id);
    expect(done.state).toBe('succeeded');
    expectWhole(done);
    expect(bytesSent()).toBeLessThan((done.total_bytes ?? 0) * 1.15);
  });

  test('begins anew when the partial file is not the one on record', async () => {
    hub.faults.plant({ kind: 'stall', after_bytes: 9 * MIB }, { origin: 'cdn' });
    await add();
    await hub.ledger.reached(NAME, 20 * MIB);
    await downloads.close();
    const [partial = ''] = folder();
    truncateSync(join(world.folder, partial), 1000);
    hub.faults.clear();
    downloads = world.downloads();
    const [{ download_id } = { download_id: '' }] = downloads.list();
    const done = await ends(download_id);
    expect(done.state).toBe('succeeded');
    expectWhole(done);
    expect(freshStarts()).toBe(0); // Known at once, not by a wrong hash at the end.
  });

  test('finds out that bytes on the disk were damaged meanwhile, and brings them once more', async () => {
    hub.faults.plant({ kind: 'stall', after_bytes: 9 * MIB }, { origin: 'cdn' });
    const id = await add();
    await hub.ledger.reached(NAME, 20 * MIB);
    await downloads.pause(id);
    await downloads.close();
    const path = join(world.folder, folder()[0] ?? '');
    const content = readFileSync(path);
    content.fill(0xff, 4096, 8192);
    writeFileSync(path, content);
    hub.faults.clear();
    downloads = world.downloads();
    downloads.resume(id);
    const done = await ends(id);
    expect(done.state).toBe('succeeded');
    expectWhole(done);
    expect(freshStarts()).toBe(1);
  });

  test('removes partial files that belong to nothing', async () => {
    writeFileSync(join(world.folder, '.download-gone.partial'), 'x');
    await restart();
    expect(folder()).toEqual([]);
  });

  test('takes up one that waited, and leaves alone one that was paused', async () => {
    await hub.goOffline();
    const [waits, paused] = [await add(), await add(SMALL)];
    await ends(waits);
    await downloads.pause(paused);
    await hub.comeBack();
    await restart();
    expect((await ends(waits)).state).toBe('succeeded');
    expect(show(paused)?.state).toBe('paused');
  });
});

describe('pause, resume, cancel', () => {
  beforeEach(() => {
    hub.faults.plant({ kind: 'slow', bytes_per_second: 20 * MIB }, { origin: 'cdn' });
  });

  test('a paused download keeps its bytes and stays so until it is resumed', async () => {
    const id = await add();
    await hub.ledger.reached(NAME, 10 * MIB);
    const paused = await downloads.pause(id);
    expect(paused).toMatchObject({ state: 'paused', error: null, bytes_per_second: null });
    expect(paused.done_bytes).toBeGreaterThan(0);
    world.clock.pass(3_600_000);
    expect(show(id)?.state).toBe('paused');
    hub.faults.clear();
    expect(downloads.resume(id).state).toBe('running');
    expect((await ends(id)).state).toBe('succeeded');
    expect(bytesSent()).toBeLessThan((paused.total_bytes ?? 0) * 1.15);
  });

  test('of a cancelled one nothing stays', async () => {
    const id = await add();
    await hub.ledger.reached(NAME, 5 * MIB);
    expect(await downloads.cancel(id)).toMatchObject({ state: 'cancelled', done_bytes: 0 });
    expect(folder()).toEqual([]);
    await restart();
    expect(show(id)?.state).toBe('cancelled');
  });

  test('one that ended can be neither paused, resumed nor cancelled', async () => {
    hub.faults.clear();
    const id = await add(SMALL);
    await ends(id);
    const ended = { code: 'DOWNLOAD_ENDED' };
    await expect(downloads.pause(id)).rejects.toMatchObject(ended);
    await expect(downloads.cancel(id)).rejects.toMatchObject(ended);
    expect(() => downloads.resume(id)).toThrow(expect.objectContaining(ended));
    await expect(downloads.pause('nobody')).rejects.toMatchObject({ code: 'DOWNLOAD_NOT_FOUND' });
  });

  test('a pause makes room for the next in line', async () => {
    await downloads.close();
    downloads = world.downloads({ atOnce: 1 });
    const [first, second] = [await add(), await add(SMALL)];
    await downloads.pause(first);
    expect((await ends(second)).state).toBe('succeeded');
  });
});

describe('what a server gets wrong', () => {
  test('a signed address that is too old is asked for again, once for all connections', async () => {
    await downloads.close();
    downloads = world.downloads({ stall: milliseconds(300) });
    hub.faults.plant({ kind: 'stall', after_bytes: MIB }, { origin: 'cdn', times: 3 });
    const id = await add();
    await hub.ledger.reached(NAME, 3 * MIB);
    hub.urls.expireAll(); // Each connection finds that out when it is given up and opened again.
    const done = await ends(id);
    expect(done.state).toBe('succeeded');
    expectWhole(done);
    expect(hub.ledger.requests('cdn').filter(({ status }) => status === 403)).not.toEqual([]);
    expect(hub.ledger.requests('hub').length).toBeLessThan(5);
  });

  test('one that is refused for ever makes it wait', async () => {
    hub.faults.plant({ kind: 'status', status: 403 }, { origin: 'cdn' });
    const id = await add();
    expect(await ends(id)).toMatchObject({ state: 'waiting', error: { code: 'HUB_FAILED' } });
    expect(hub.ledger.requests('hub').length).toBeLessThan(10);
  });

  test('200 instead of 206 means one stream for all of it', async () => {
    hub.faults.plant({ kind: 'ignore_range' }, { origin: 'cdn' });
    const id = await add();
    const done = await ends(id);
    expect(done.state).toBe('succeeded');
    expectWhole(done);
    expect(hub.ledger.requests('cdn').at(-1)?.headers['range']).toBeUndefined();
  });

  test('wrong bytes are brought once more', async () => {
    hub.faults.plant({ kind: 'wrong_byte', at: 20 * MIB }, { origin: 'cdn', times: 3 });
    const done = await ends(await add());
    expect(done.state).toBe('succeeded');
    expectWhole(done);
  });

  test('wrong bytes twice are refused, and nothing of them stays', async () => {
    hub.faults.plant({ kind: 'wrong_byte', at: 20 * MIB }, { origin: 'cdn' });
    const id = await add();
    expect(await ends(id)).toMatchObject({
      state: 'failed',
      model_id: null,
      error: { code: 'DOWNLOAD_CORRUPT' },
    });
    expect(folder()).toEqual([]);
    expect(world.world.store.all()).toEqual([]);
    hub.faults.clear();
    downloads.resume(id);
    expect((await ends(id)).state).toBe('succeeded');
  });

  test('content under a hash that is not its own is refused', async () => {
    expect(await ends(await add('Noise.gguf'))).toMatchObject({
      state: 'failed',
      error: { code: 'DOWNLOAD_CORRUPT' },
    });
  });

  test.for([[-1000], [1000]])('a file of another size (%i) is refused', async ([by = 0]) => {
    hub.faults.plant({ kind: 'wrong_size', by }, { origin: 'cdn' });
    expect(await ends(await add())).toMatchObject({
      state: 'failed',
      error: { code: 'DOWNLOAD_CORRUPT' },
    });
    expect(folder()).toEqual([]);
  });

  test('a file with the right hash that is no sound model is refused like any other', async () => {
    expect(await ends(await add('Bad.gguf'))).toMatchObject({
      state: 'failed',
      error: { code: 'GGUF_INVALID' },
    });
    expect(folder()).toEqual([]);
  });

  test('trouble of the hub is waited out', async () => {
    hub.faults.plant(
      { kind: 'status', status: 503, retry_after_s: 20 },
      { origin: 'hub', times: 1 },
    );
    const id = await add();
    const { state, retry_at } = await ends(id);
    expect([state, Date.parse(retry_at ?? '') - world.clock.now()]).toEqual(['waiting', 20_000]);
    world.clock.pass(20_000);
    expect((await ends(id)).state).toBe('succeeded');
  });

  test('too many requests are answered with as much patience as is asked for', async () => {
    hub.quotas.set('resolvers', { quota: 0, window_s: 60 });
    const id = await add();
    const { error, retry_at } = await ends(id);
    hub.quotas.set('resolvers', { quota: 3000, window_s: 300 });
    expect(error?.code).toBe('HUB_RATE_LIMITED');
    const wait = Date.parse(retry_at ?? '') - world.clock.now();
    expect(wait).toBeGreaterThan(50_000);
    expect(wait).toBeLessThanOrEqual(60_000);
  });
});

describe('a commit between', () => {
  test('does not change what was begun', async () => {
    hub.faults.plant({ kind: 'stall', after_bytes: 9 * MIB }, { origin: 'cdn' });
    const id = await add();
    await hub.ledger.reached(NAME, 20 * MIB);
    const { commit, sha256 } = await downloads.pause(id);
    hub.faults.clear();
    hub.replaceFile(REPO, FILE, { kind: 'model', spec: { ...middling, name: 'newer' } });
    downloads.resume(id);
    expect(await ends(id)).toMatchObject({ state: 'succeeded', commit, sha256 });
    hub.replaceFile(REPO, FILE, { kind: 'model', spec: middling });
  });

  test('that took away the one that was pinned leaves what main has, and no byte of the old', async () => {
    hub.faults.plant({ kind: 'stall', after_bytes: 9 * MIB }, { origin: 'cdn' });
    await add();
    await hub.ledger.reached(NAME, 20 * MIB);
    await downloads.close();
    hub.faults.clear();
    const [row] = world.store.all();
    if (row === undefined) throw new Error('The download is not on record.');
    world.store.save({ ...row, commit_id: 'f'.repeat(40), sha256: 'a'.repeat(64) });
    downloads = world.downloads();
    const done = await ends(row.download_id);
    expect(done).toMatchObject({
      state: 'succeeded',
      commit: hub.catalogue.get(REPO).head.commit.id,
      sha256: row.sha256,
    });
    expectWhole(done);
    expect(freshStarts()).toBe(0);
  });
});

describe('who may have it', () => {
  const GATED = 'gatekeeper/Asked-For-GGUF';

  test.for([
    ['nobody', undefined, 'HUB_GATED', /accepted: do so at .*Asked-For-GGUF/],
    ['somebody who was not let in', TOKENS.reader, 'HUB_GATED', /Ask for access/],
    ['a token that is no good', 'hf_nothing', 'HUB_TOKEN_REFUSED', /Store a new one/],
  ] as const)('%s is refused and told what to do', async ([, token, code, message]) => {
    await downloads.close();
    downloads = world.downloads({ token: () => token });
    const { state, error } = await ends(await add(SMALL, GATED));
    expect([state, error?.code]).toEqual(['failed', code]);
    expect(error?.message).toMatch(message);
  });

  test('who was let in has it, and the token stays with the hub', async () => {
    await downloads.close();
    downloads = world.downloads({ token: () => TOKENS.granted });
    hub.faults.plant({ kind: 'cut', after_bytes: 1000 }, { origin: 'cdn', times: 1 });
    expect((await ends(await add(SMALL, GATED))).state).toBe('succeeded');
    const [asked, sent] = [hub.ledger.requests('hub'), hub.ledger.requests('cdn')];
    expect(asked.every(({ authorized }) => authorized)).toBe(true);
    expect(sent.length).toBeGreaterThan(1);
    for (const { headers } of sent) expect(JSON.stringify(headers)).not.toContain(TOKENS.granted);
  });

  test('neither token nor signed address are kept or told', async () => {
    await downloads.close();
    downloads = world.downloads({ token: () => TOKENS.granted });
    await ends(await add(SMALL, GATED));
    const known = JSON.stringify([world.store.all(), world.world.events, downloads.list()]);
    for (const secret of [TOKENS.granted, 'Signature', 'xet-bridge', new URL(hub.cdnUrl).port]) {
      expect(known).not.toContain(secret);
    }
  });

  test.for([
    ['maple-lab/Nothing-GGUF', SMALL, /no repository/],
    [REPO, 'nothing.gguf', /no file nothing.gguf/],
  ] as const)('%s/%s is not there', async ([repo, file, message]) => {
    const { state, error } = await ends(await add(file, repo));
    expect([state, error?.code]).toEqual(['failed', 'HUB_NOT_FOUND']);
    expect(error?.message).toMatch(message);
  });

  test('a file without a SHA-256 is not taken', async () => {
    const { state, error } = await ends(await add('README.md'));
    expect([state, error?.code]).toEqual(['failed', 'HUB_REFUSED']);
  });

  test('part of a model in several files is not taken', async () => {
    const unsupported = { code: 'GGUF_UNSUPPORTED' };
    await expect(add('big-Q4_0-00001-of-00002.gguf')).rejects.toMatchObject(unsupported);
    await expect(downloads.add({ repo: REPO, quant: 'Q4_0' })).rejects.toMatchObject(unsupported);
  });
});

describe('the disk', () => {
  test('without room for it pauses it before it begins, and says how much is missing', async () => {
    await downloads.close();
    const freeBytes = vi.fn<() => Promise<number>>(() => Promise.resolve(10 * MIB));
    downloads = world.downloads({ freeBytes });
    const id = await add();
    const { state, error, total_bytes } = await ends(id);
    expect([state, error?.code]).toEqual(['paused', 'STORAGE_FULL']);
    expect(error?.data).toEqual({
      needed_bytes: total_bytes,
      free_bytes: 10 * MIB,
      missing_bytes: (total_bytes ?? 0) - 10 * MIB,
    });
    expect(hub.ledger.requests('cdn')).toEqual([]);
    freeBytes.mockResolvedValue(2 ** 40);
    downloads.resume(id);
    expect((await ends(id)).state).toBe('succeeded');
  });

  test('that fills up meanwhile pauses it with what is there', async () => {
    const probe = await open(join(root, 'probe'), 'w');
    const write = vi.spyOn(Object.getPrototypeOf(probe), 'write');
    await probe.close();
    onTestFinished(() => write.mockRestore());
    hub.faults.plant({ kind: 'slow', bytes_per_second: 20 * MIB }, { origin: 'cdn' });
    const id = await add();
    await hub.ledger.reached(NAME, 10 * MIB);
    write.mockRejectedValue(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
    const paused = await ends(id);
    expect([paused.state, paused.error?.code]).toEqual(['paused', 'STORAGE_FULL']);
    expect(paused.error?.message).toMatch(/are still to come/);
    write.mockRestore();
    hub.faults.clear();
    downloads.resume(id);
    expect((await ends(id)).state).toBe('succeeded');
    expect(bytesSent()).toBeLessThan((paused.total_bytes ?? 0) * 1.15);
  });

  test('is not promised twice to downloads side by side', async () => {
    await downloads.close();
    downloads = world.downloads({ freeBytes: () => Promise.resolve(40 * MIB) });
    hub.faults.plant(
      { kind: 'slow', bytes_per_second: MIB },
      { origin: 'cdn', url: 'Middling F16' },
    );
    const first = await add();
    await hub.ledger.reached(NAME, 1);
    const second = await add('Noise.gguf');
    hub.replaceFile(REPO, 'Noise.gguf', { kind: 'stated', bytes: 20 * MIB });
    expect([show(first)?.state, (await ends(second)).state]).toEqual(['running', 'paused']);
    hub.replaceFile(REPO, 'Noise.gguf', { kind: 'stated', bytes: 100_000 });
  });

  test('a file over the limit is refused before a byte comes', async () => {
    await downloads.close();
    downloads = world.downloads({ sizeLimit: MIB });
    const { state, error } = await ends(await add());
    expect([state, error?.code]).toEqual(['failed', 'FILE_TOO_LARGE']);
    expect(hub.ledger.requests('cdn')).toEqual([]);
  });

  test('a partial file belongs to its user alone', async () => {
    hub.faults.plant({ kind: 'stall', after_bytes: MIB }, { origin: 'cdn' });
    await add();
    await hub.ledger.reached(NAME, MIB);
    expect(statSync(join(world.folder, folder()[0] ?? '')).mode & 0o777).toBe(0o600);
  });
});
