import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { PassThrough } from 'node:stream';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type DamageName, writeDamaged } from '../../../scripts/gguf/corrupt.ts';
import { generateGguf } from '../../../scripts/gguf/generate.ts';
import { tinyRandom } from '../../../scripts/gguf/presets.ts';
import type { SystemEvent } from '../../shared/contract/events.ts';
import type { ImportInput } from '../../shared/contract/models.ts';
import { modelId } from '../../shared/domain/ids.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { temporaryFolder } from '../core/temporary-folder.test-support.ts';
import { inspectModelFile } from './file-stamp.ts';
import type { ImportResult } from './import-ledger.ts';
import { Importer, type ImporterParts } from './import-model.ts';
import { createWorld, type World } from './library.test-support.ts';
import type { Library } from './library.ts';

const root = temporaryFolder();
const POSIX = process.platform !== 'win32';
const good = join(root, 'Tiny Model (v1).gguf');
const other = join(root, 'other.gguf');

beforeAll(async () => {
  await generateGguf(good, { ...tinyRandom(1), license: 'mit', tags: ['text-generation', 'code'] });
  await generateGguf(other, tinyRandom(2));
});

let home = '';
let folder = '';
let world: World;
let library: Library;
let importer: Importer;

function importerWith(changes: Partial<ImporterParts> = {}): Importer {
  const events = { publish: (event: SystemEvent) => world.events.push(event) };
  return new Importer({ library, events, folder, sizeLimit: 2 ** 31, ...changes });
}
const take = (input: ImportInput): Promise<ImportResult> => importer.import(input);

beforeEach(() => {
  home = mkdtempSync(join(root, 'home-'));
  folder = join(home, 'models');
  mkdirSync(folder);
  world = createWorld();
  library = world.library();
  importer = importerWith();
});

const hashOf = (path: string): string =>
  createHash('sha256').update(readFileSync(path)).digest('hex');
const contents = (): string[] => readdirSync(folder);
const kinds = (): string[] => world.events.map(({ type }) => type);
/** What was told of imports: state and bytes done. */
const told = (): (readonly [string, number])[] =>
  world.events.flatMap((event) =>
    event.type === 'import' ? [[event.state, event.done_bytes] as const] : [],
  );

/** A copy of a model that the test may spoil. */
function ownCopy(name: string, from = good): string {
  const path = join(home, name);
  copyFileSync(from, path);
  return path;
}

/** Nothing was registered, told or left behind. */
function expectNothingTaken(): void {
  expect(contents()).toEqual([]);
  expect(world.store.all()).toEqual([]);
  expect(kinds()).not.toContain('model');
}

describe('a copied file', () => {
  test('is in the home, byte for byte, under its hash', async () => {
    const { model, already_present } = await take({ path: good });
    expect(already_present).toBe(false);
    expect(contents()).toEqual([`${hashOf(good).slice(0, 16)}.gguf`]);
    expect(hashOf(join(folder, contents()[0] ?? ''))).toBe(hashOf(good));
    expect(model.sha256).toBe(hashOf(good));
    expect(existsSync(good)).toBe(true);
  });

  test.runIf(POSIX)('is closed to other users', async () => {
    await take({ path: good });
    expect(statSync(join(folder, contents()[0] ?? '')).mode & 0o777).toBe(0o600);
  });

  test('is described by what is in it and named after the file', async () => {
    const { model } = await take({ path: good });
    expect(model).toMatchObject({
      id: 'local/tiny-model-v1:f16',
      name: 'Tiny Model (v1)',
      source: 'local',
      label: null,
      architecture: 'llama',
      quant: 'F16',
      size_bytes: statSync(good).size,
      context_length: 2048,
      license: 'mit',
      tags: ['text-generation', 'code'],
      specialties: ['text_generation', 'code'],
      has_chat_template: true,
      linked: false,
      enabled: true,
      residency: 'cold',
    });
  });

  test('does not need its original any more', async () => {
    const path = ownCopy('a.gguf');
    const { model } = await take({ path });
    rmSync(path);
    const stored = library.get(modelId(model.id));
    if (stored === undefined) throw new Error('The model is not registered.');
    const target = await library.prepare(stored);
    expect(hashOf(target.path)).toBe(model.sha256);
  });

  test('may have a name and specialties of the operator’s choice', async () => {
    const { model } = await take({ path: good, name: 'Señor Código', specialties: ['audio'] });
    expect(model).toMatchObject({
      id: 'local/senor-codigo:f16',
      name: 'Señor Código',
      specialties: ['audio'],
    });
  });

  test('may be a good for nothing in particular', async () => {
    expect((await take({ path: good, specialties: [] })).model.specialties).toEqual([]);
  });

  test('is known at the next start', async () => {
    const { model } = await take({ path: good });
    expect(world.library().list({})).toEqual([model]);
  });

  test('is told, after the progress up to its whole size', async () => {
    const { model } = await take({ path: good });
    const size = statSync(good).size;
    expect(told()).toEqual([
      ['running', 0],
      ['running', 0],
      ['running', size],
      ['succeeded', size],
    ]);
    expect(kinds().filter((kind) => kind === 'model')).toEqual(['model']);
    expect(importer.list()).toEqual([
      {
        import_id: expect.any(String),
        name: 'Tiny Model (v1).gguf',
        source: 'copy',
        state: 'succeeded',
        done_bytes: size,
        total_bytes: size,
        model_id: model.id,
        already_present: false,
        error: null,
      },
    ]);
  });
});

describe('a linked file', () => {
  test('is used where it is, and nothing is copied', async () => {
    const { model } = await take({ path: good, mode: 'link' });
    expect(model).toMatchObject({ linked: true, sha256: hashOf(good), name: 'Tiny Model (v1)' });
    expect(library.get(modelId(model.id))?.path).toBe(good);
    expect(contents()).toEqual([]);
    expect(importer.list()).toMatchObject([{ source: 'link', state: 'succeeded' }]);
  });

  test.runIf(POSIX)(
    'behind a symbolic link is the file itself, named as the operator named it',
    async () => {
      const link = join(home, 'shortcut.gguf');
      symlinkSync(good, link);
      const { model } = await take({ path: link, mode: 'link' });
      expect(model.name).toBe('shortcut');
      expect(library.get(modelId(model.id))?.path).toBe(good);
    },
  );
});

describe('the same content again', () => {
  test.for([
    ['copy', 'copy'],
    ['copy', 'link'],
    ['link', 'copy'],
    ['link', 'link'],
  ] as const)('(%s, then %s) is already present, whatever its name', async ([first, second]) => {
    const { model } = await take({ path: good, mode: first });
    const before = contents();
    const again = await take({ path: ownCopy('renamed.gguf'), mode: second, name: 'New name' });
    expect(again).toEqual({ model, already_present: true });
    expect(contents()).toEqual(before);
    expect(world.store.all()).toHaveLength(1);
  });

  test('at the same time ends as one model with one file, the one on record', async () => {
    const { body, received } = upload('sent.gguf', statSync(good).size);
    body.end(readFileSync(good));
    const twice = [take({ path: good }), take({ path: good }), received];
    const results = await Promise.all(twice);
    expect(results.filter(({ already_present }) => !already_present)).toHaveLength(1);
    expect(contents()).toHaveLength(1);
    const [stored, ...others] = world.store.all();
    expect(others).toEqual([]);
    expect(stored?.path).toBe(join(folder, contents()[0] ?? ''));
    expect(stored?.file_stamp).toBe((await inspectModelFile(stored?.path ?? '')).stamp);
  });

  test('mends a model whose file was damaged', async () => {
    const { model } = await take({ path: good });
    const file = join(folder, contents()[0] ?? '');
    appendFileSync(file, 'damage');
    expect(await take({ path: good })).toEqual({ model, already_present: true });
    expect(contents()).toHaveLength(1);
    expect(hashOf(file)).toBe(hashOf(good));
  });

  test('leaves a file alone that another model was put into', async () => {
    const first = await take({ path: good });
    const file = join(folder, contents()[0] ?? '');
    copyFileSync(other, file);
    const stored = library.get(modelId(first.model.id));
    if (stored !== undefined) await library.prepare(stored); // Now it is that other model.
    const again = await take({ path: good, name: 'Again' });
    expect(again).toMatchObject({ already_present: false, model: { id: 'local/again:f16' } });
    expect(hashOf(file)).toBe(hashOf(other));
    expect(contents()).toHaveLength(2);
  });

  test('brings back a model whose file was deleted, under its own id', async () => {
    const { model } = await take({ path: good, name: 'Mine' });
    rmSync(join(folder, contents()[0] ?? ''));
    const again = await take({ path: good });
    expect(again).toEqual({ model, already_present: true });
    const stored = library.get(modelId(model.id));
    if (stored === undefined) throw new Error('The model is not registered.');
    expect(hashOf((await library.prepare(stored)).path)).toBe(model.sha256);
  });

  test('brings back a linked model whose file was moved, from where it is now', async () => {
    const { model } = await take({ path: ownCopy('first.gguf'), mode: 'link' });
    rmSync(join(home, 'first.gguf'));
    const moved = ownCopy('moved.gguf');
    expect((await take({ path: moved, mode: 'link' })).already_present).toBe(true);
    expect(library.get(modelId(model.id))).toMatchObject({ path: moved, name: 'first' });
  });
});

test('another file of the same name gets a number', async () => {
  const ids: string[] = [];
  for (const path of [good, other]) ids.push((await take({ path, name: 'Same' })).model.id);
  expect(ids).toEqual(['local/same:f16', 'local/same-2:f16']);
  expect(contents()).toHaveLength(2);
});

describe('a path that gives no model', () => {
  test('because it is relative', async () => {
    const path = relative(process.cwd(), good);
    await expect(take({ path })).rejects.toMatchObject({ code: 'INVALID_INPUT', data: { path } });
    expectNothingTaken();
  });

  test.for(['copy', 'link'] as const)('because nothing is there (%s)', async (mode) => {
    const path = join(home, 'none.gguf');
    await expect(take({ path, mode })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: expect.stringContaining(path),
      data: { path },
    });
    expectNothingTaken();
  });

  test('because it is a folder', async () => {
    await expect(take({ path: root })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    expectNothingTaken();
  });

  test.runIf(POSIX)('because it is a pipe, which would never end', async () => {
    const path = join(home, 'pipe.gguf');
    execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', path]);
    await expect(take({ path })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    expectNothingTaken();
  });

  test.runIf(POSIX)('because it is a device, or a link to one', async () => {
    const link = join(home, 'zero.gguf');
    symlinkSync('/dev/zero', link);
    for (const path of ['/dev/zero', link]) {
      await expect(take({ path })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    }
    expectNothingTaken();
  });

  test('because it is no path at all', async () => {
    await expect(take({ path: `${good}\0.txt` })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    expectNothingTaken();
  });
});

describe('the size limit', () => {
  test('takes a file of just that size', async () => {
    importer = importerWith({ sizeLimit: statSync(good).size });
    expect((await take({ path: good })).already_present).toBe(false);
  });

  test.for(['copy', 'link'] as const)(
    'refuses one byte more (%s), with both sizes',
    async (mode) => {
      const size_bytes = statSync(good).size;
      importer = importerWith({ sizeLimit: size_bytes - 1 });
      await expect(take({ path: good, mode })).rejects.toMatchObject({
        code: 'FILE_TOO_LARGE',
        message: expect.stringMatching(/kB.*model_size_limit/),
        data: { size_bytes, limit_bytes: size_bytes - 1 },
      });
      expectNothingTaken();
    },
  );
});

const DAMAGED: readonly (readonly [DamageName, string])[] = [
  ['plain text', 'NOT_GGUF'],
  ['a web page', 'NOT_GGUF'],
  ['an empty file', 'NOT_GGUF'],
  ['a truncated tail', 'GGUF_TRUNCATED'],
  ['a truncated header', 'GGUF_TRUNCATED'],
  ['an unknown version', 'GGUF_UNSUPPORTED'],
  ['no heads', 'GGUF_INVALID'],
  ['a missing tensor', 'GGUF_INVALID'],
];
describe.for(DAMAGED)('a file that is %s', ([name, code]) => {
  test.for(['copy', 'link'] as const)(`is ${code} (%s), and left as it was`, async (mode) => {
    const path = join(home, 'damaged.gguf');
    await writeDamaged(path, tinyRandom(3), name);
    const before = hashOf(path);
    await expect(take({ path, mode })).rejects.toMatchObject({ name: 'AppError', code });
    expectNothingTaken();
    // It was not even read to its end, and whoever looks on is told why.
    expect(importer.list()).toMatchObject([{ state: 'failed', done_bytes: 0, error: { code } }]);
    expect(hashOf(path)).toBe(before);
  });
});

test('a copy that is not what was checked is refused, and goes', async () => {
  const path = ownCopy('changing.gguf');
  // The copy is looked up by its hash before it is checked.
  vi.spyOn(library, 'withHash').mockImplementationOnce(() => {
    writeFileSync(join(folder, contents()[0] ?? ''), 'GGUF');
    return undefined;
  });
  await expect(take({ path })).rejects.toMatchObject({ code: 'GGUF_TRUNCATED' });
  expectNothingTaken();
});

test('a model that cannot be put on record leaves no file', async () => {
  vi.spyOn(library, 'save').mockImplementationOnce(() => {
    throw new AppError('STORAGE_FULL');
  });
  await expect(take({ path: good })).rejects.toMatchObject({ code: 'STORAGE_FULL' });
  expectNothingTaken();
});

/** Does something once, when the first bytes of an import are told. */
function atFirstBytes(act: (importId: string) => void): void {
  let acted = false;
  const publish = (event: SystemEvent): void => {
    world.events.push(event);
    if (acted || event.type !== 'import' || event.done_bytes === 0) return;
    acted = true;
    act(event.import_id);
  };
  importer = importerWith({ events: { publish } });
}

test('of a file that grows while it is copied, the part that was looked at is taken', async () => {
  const path = ownCopy('growing.gguf');
  atFirstBytes(() => appendFileSync(path, Buffer.alloc(3_000_000)));
  const { model } = await take({ path });
  expect(model.sha256).toBe(hashOf(good));
});

describe('an import that is cancelled', () => {
  test.for(['copy', 'link'] as const)('while it reads (%s) leaves nothing', async (mode) => {
    let cancelled: Promise<unknown> = Promise.resolve();
    atFirstBytes((id) => {
      cancelled = importer.cancel(id);
    });
    await expect(take({ path: good, mode })).rejects.toMatchObject({ code: 'IMPORT_CANCELLED' });
    expect(await cancelled).toMatchObject({ state: 'cancelled', model_id: null, error: null });
    expectNothingTaken();
  });

  test('while it is checked leaves nothing', async () => {
    // The last look before the check.
    vi.spyOn(library, 'withHash').mockImplementationOnce(() => {
      void importer.cancel(importer.list()[0]?.import_id ?? '');
      return undefined;
    });
    await expect(take({ path: good })).rejects.toMatchObject({ code: 'IMPORT_CANCELLED' });
    expectNothingTaken();
  });
});

test('a folder that cannot be written to fails and registers nothing', async () => {
  rmSync(folder, { recursive: true });
  await expect(take({ path: good })).rejects.toMatchObject({
    code: 'INTERNAL',
    cause: { code: 'ENOENT' },
  });
  expect(world.store.all()).toEqual([]);
});

/** A stream under the test's control. */
function upload(name: string, size_bytes: number, specialties?: ['code']) {
  const body = new PassThrough();
  const client = new AbortController();
  const received = importer.receive({ name, size_bytes, specialties, body }, client.signal);
  received.catch(() => undefined); // The test looks later.
  return { body, client, received };
}

/** Waits until so many bytes of the only import are told. */
async function untilDone(bytes: number): Promise<void> {
  await vi.waitFor(() => expect(importer.list()[0]?.done_bytes).toBe(bytes));
}

describe('a file that a client sends', () => {
  const whole = (): Buffer => readFileSync(good);

  test('is taken as a copy would be, under the name the client gave', async () => {
    const { body, received } = upload('Ñandú.Q8.gguf', whole().length, ['code']);
    body.end(whole());
    const { model, already_present } = await received;
    expect(already_present).toBe(false);
    expect(model).toMatchObject({ name: 'Ñandú.Q8', sha256: hashOf(good), specialties: ['code'] });
    expect(hashOf(join(folder, contents()[0] ?? ''))).toBe(hashOf(good));
  });

  test('of another kind is refused at its first bytes', async () => {
    const { body, received } = upload('film.mp4', 1_900_000_000);
    body.write('\0\0\0 ftypisom');
    await expect(received).rejects.toMatchObject({ code: 'NOT_GGUF' });
    expect(importer.list()).toMatchObject([{ state: 'failed', error: { code: 'NOT_GGUF' } }]);
    expectNothingTaken();
  });

  test('may come in the smallest pieces', async () => {
    const { body, received } = upload('a.gguf', whole().length);
    for (const byte of whole().subarray(0, 6)) body.write(Buffer.of(byte));
    body.end(whole().subarray(6));
    expect((await received).model.sha256).toBe(hashOf(good));
  });

  test('that says it is too large is refused unread', async () => {
    importer = importerWith({ sizeLimit: 1000 });
    const { received } = upload('a.gguf', 1001);
    await expect(received).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
    expectNothingTaken();
  });

  test('and breaks off leaves nothing', async () => {
    const { body, client, received } = upload('a.gguf', whole().length);
    body.write(whole().subarray(0, 100_000));
    await vi.waitFor(() => expect(contents()).toHaveLength(1));
    client.abort();
    await expect(received).rejects.toMatchObject({ code: 'IMPORT_CANCELLED' });
    expect(importer.list()).toMatchObject([{ state: 'cancelled' }]);
    expectNothingTaken();
  });

  test('can be cancelled by its id, and by a stop of the product', async () => {
    const first = upload('a.gguf', 50_000);
    first.body.write(whole().subarray(0, 50_000));
    await untilDone(50_000);
    const id = importer.list()[0]?.import_id ?? '';
    expect(await importer.cancel(id)).toMatchObject({ import_id: id, state: 'cancelled' });
    await expect(first.received).rejects.toMatchObject({ code: 'IMPORT_CANCELLED' });
    await expect(importer.cancel(id)).rejects.toMatchObject({ code: 'IMPORT_NOT_FOUND' });

    const second = upload('b.gguf', 50_000);
    second.body.write(whole().subarray(0, 50_000));
    await untilDone(50_000);
    await importer.close();
    await expect(second.received).rejects.toMatchObject({ code: 'IMPORT_CANCELLED' });
    await expect(take({ path: good })).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    expectNothingTaken();
  });
});

test('what a death left half written goes at the next start; other files stay', () => {
  for (const name of ['.incoming-1.gguf', 'ab.gguf', 'note.txt']) {
    writeFileSync(join(folder, name), '');
  }
  importerWith();
  expect(contents()).toEqual(['ab.gguf', 'note.txt']);
});

test('a linked file that changes while it is read is refused', async () => {
  const path = ownCopy('growing.gguf');
  atFirstBytes(() => appendFileSync(path, 'more'));
  await expect(take({ path, mode: 'link' })).rejects.toMatchObject({ code: 'GGUF_INVALID' });
  expectNothingTaken();
});

test('the last twenty that ended stay listed, newest first', async () => {
  for (let number = 1; number <= 22; number += 1) {
    await take({ path: `/nowhere/${number}.gguf` }).catch(() => undefined);
  }
  const names = importer.list().map(({ name }) => name);
  expect(names).toHaveLength(20);
  expect([names[0], names.at(-1)]).toEqual(['22.gguf', '3.gguf']);
});
