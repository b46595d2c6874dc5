import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { generateGguf } from '../../../scripts/gguf/generate.ts';
import { tinyRandom } from '../../../scripts/gguf/presets.ts';
import type { ResidentModel } from '../../shared/domain/generation.ts';
import { modelId } from '../../shared/domain/ids.ts';
import type { StoredModel } from '../../shared/domain/model.ts';
import { epochMs } from '../../shared/domain/units.ts';
import { AppError, toAppError, toErrorBody } from '../../shared/errors/app-error.ts';
import { temporaryFolder } from '../core/temporary-folder.test-support.ts';
import { registerBuiltIn } from './built-in.ts';
import { checkModelFile } from './check-model-file.ts';
import { inspectModelFile } from './file-stamp.ts';
import { hashFile } from './hash-file.ts';
import { createWorld, type World } from './library.test-support.ts';
import type { Library } from './library.ts';
import { describeModel, freeId, localBase, slug } from './register-model.ts';

const root = temporaryFolder();
const good = join(root, 'good.gguf');
const other = join(root, 'other.gguf');
beforeAll(async () => {
  await generateGguf(good, tinyRandom(1));
  await generateGguf(other, { ...tinyRandom(2), name: 'another' });
});

let path = '';
let world: World;
let library: Library;
beforeEach(() => {
  path = join(mkdtempSync(join(root, 'models-')), 'model.gguf');
  copyFileSync(good, path);
  world = createWorld();
  library = world.library();
});

/** A registered model of the file at `path`. */
async function registered(id: string, changes: Partial<StoredModel> = {}): Promise<StoredModel> {
  const { stamp } = await inspectModelFile(path);
  const file = { path, stamp, sha256: id, summary: await checkModelFile(path) };
  const naming = {
    id: modelId(id),
    name: id,
    source: 'local',
    label: null,
    linked: false,
  } as const;
  const model = { ...describeModel(file, naming), ...changes };
  library.save(model);
  return model;
}
const stampOf = (id: string): string | undefined => library.get(modelId(id))?.file_stamp;

describe('before a model is loaded', () => {
  test('an unchanged file is taken as it was checked', async () => {
    const model = await registered('a');
    expect(await library.prepare(model)).toEqual({
      model_id: 'a',
      path,
      shape: model.shape,
    });
    expect(stampOf('a')).toBe(model.file_stamp);
  });

  test('a model from before shapes were kept is read once more, and known from then on', async () => {
    const model = await registered('a', { shape: null });
    expect(library.shapes()).toEqual([]);
    const { shape } = await library.prepare(model);
    expect(shape).toMatchObject({ architecture: 'llama', block_count: 1, context_length: 2048 });
    expect(library.shapes()).toEqual([{ model_id: 'a', shape }]);
    expect(world.store.get(model.id)?.shape).toEqual(shape);
  });

  test('a file that was replaced by a good one is checked once, and known from then on', async () => {
    const model = await registered('a');
    copyFileSync(other, `${path}.new`);
    renameSync(`${path}.new`, path);
    await library.prepare(model);
    const { stamp } = await inspectModelFile(path);
    expect(stamp).not.toBe(model.file_stamp);
    expect(stampOf('a')).toBe(stamp);
    expect(world.store.get(model.id)?.file_stamp).toBe(stamp);
  });

  test('a file that was replaced by another model makes it that model, under the same id', async () => {
    const model = await registered('a', { context_length: 9 });
    copyFileSync(other, `${path}.new`);
    renameSync(`${path}.new`, path);
    expect(await library.prepare(model)).toMatchObject({ shape: { context_length: 2048 } });
    const renewed = library.get(model.id);
    expect(renewed?.sha256).not.toBe(model.sha256);
    expect(renewed).toMatchObject({ id: 'a', created_at: model.created_at });
  });

  test('a file that was replaced by rubbish is refused, every time', async () => {
    const model = await registered('a');
    writeFileSync(path, 'This is no model.\n'.repeat(200));
    for (let round = 0; round < 2; round += 1) {
      await expect(library.prepare(library.get(model.id) ?? model)).rejects.toMatchObject({
        name: 'AppError',
        code: 'NOT_GGUF',
      });
    }
    expect(stampOf('a')).toBe(model.file_stamp);
  });

  test('a file of the same size and another time is checked again', async () => {
    const model = await registered('a');
    const rubbish = Buffer.alloc(model.size_bytes, 'x');
    writeFileSync(path, rubbish);
    utimesSync(path, 1, 1);
    await expect(library.prepare(model)).rejects.toMatchObject({ code: 'NOT_GGUF' });
  });

  test('a file put in its place with the same size and time is checked again', async () => {
    utimesSync(path, 1, 1);
    const model = await registered('a');
    writeFileSync(`${path}.new`, Buffer.alloc(model.size_bytes, 'x'));
    utimesSync(`${path}.new`, 1, 1);
    renameSync(`${path}.new`, path);
    await expect(library.prepare(model)).rejects.toMatchObject({ code: 'NOT_GGUF' });
  });

  test('a file that is gone is MODEL_FILE_MISSING, with what to do', async () => {
    const model = await registered('a');
    rmSync(path);
    await expect(library.prepare(model)).rejects.toMatchObject({
      code: 'MODEL_FILE_MISSING',
      message: expect.stringMatching(/^The file of a is gone or.*import it again/),
      data: { model_id: 'a' },
    });
  });

  /** As root everything can be read. */
  test.runIf(process.getuid?.() !== 0)('so is one that cannot be read', async () => {
    const model = await registered('a');
    for (const touched of [false, true]) {
      chmodSync(path, 0o000);
      if (touched) utimesSync(path, 1, 1);
      const failed = await library.prepare(model).catch(toAppError);
      expect(failed).toMatchObject({ code: 'MODEL_FILE_MISSING' });
    }
  });

  test('and nobody is told where the file was', async () => {
    const model = await registered('a');
    rmSync(path);
    const failed = await library.prepare(model).catch(toAppError);
    if (!(failed instanceof AppError)) throw new Error('The model was prepared.');
    expect(JSON.stringify(toErrorBody(failed))).not.toContain(path);
  });
});

describe.runIf(process.platform !== 'win32')('a named pipe in the place of a model', () => {
  test('does not hang its reader', async () => {
    rmSync(path);
    execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', path]);
    await expect(hashFile(path)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(checkModelFile(path)).rejects.toMatchObject({ code: 'NOT_GGUF' });
  });
});

const resident = (id: string, state: ResidentModel['state']): ResidentModel => ({
  model_id: modelId(id),
  state,
  slots: 4,
  running: 0,
  context_length: 2048,
  memory: null,
  pid: 1,
});

describe('a model as it is shown', () => {
  test('has neither its path nor its stamp nor its shape, and times as text', async () => {
    const shown = library.show(await registered('a'));
    expect(shown).not.toHaveProperty('path');
    expect(shown).not.toHaveProperty('file_stamp');
    expect(shown).not.toHaveProperty('shape');
    expect(shown.created_at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(shown).toMatchObject({ uses: 0, success_rate: null, last_used: null });
  });

  test('has what was measured of it', async () => {
    const model = await registered('a');
    world.usage.set(model.id, {
      uses: 7,
      success_rate: 0.5,
      token_count: 70,
      tokens_per_second: 12.5,
      last_used: 0,
    });
    expect(library.show(model)).toMatchObject({
      uses: 7,
      success_rate: 0.5,
      token_count: 70,
      tokens_per_second: 12.5,
      last_used: '1970-01-01T00:00:00.000Z',
    });
  });

  test.for([
    ['loading', { residency: 'loading', is_warmed: false }],
    ['ready', { residency: 'resident', is_warmed: true }],
    ['unloading', { residency: 'draining', is_warmed: false }],
  ] as const)('and is %s in the engine', async ([state, shown]) => {
    const model = await registered('a');
    world.residents = [resident('b', 'ready'), resident('a', state)];
    expect(library.show(model)).toMatchObject({ ...shown, is_active: false });
  });

  test('is cold outside memory, and active, not warmed, when it was used last', async () => {
    const model = await registered('a');
    expect(library.show(model)).toMatchObject({
      residency: 'cold',
      is_active: false,
      is_warmed: false,
    });
    world.residents = [resident('a', 'ready')];
    world.active = model.id;
    expect(library.show(model)).toMatchObject({
      residency: 'resident',
      is_active: true,
      is_warmed: false,
    });
  });
});

describe('the list', () => {
  const ids = (filter: Parameters<Library['list']>[0]): string[] =>
    library.list(filter).map(({ id }) => id);

  test('is filtered by specialty, by where the model runs and by whether it is in memory', async () => {
    await registered('coder', { specialties: ['code'] });
    await registered('writer', { specialties: ['text_generation', 'code'] });
    await registered('remote', { source: 'openrouter', specialties: ['code'] });
    world.residents = [resident('writer', 'loading')];
    expect(ids({})).toEqual(['coder', 'writer', 'remote']);
    expect(ids({ specialty: 'text_generation' })).toEqual(['writer']);
    expect(ids({ specialty: 'audio' })).toEqual([]);
    expect(ids({ model_type: 'local' })).toEqual(['coder', 'writer']);
    expect(ids({ model_type: 'remote', specialty: 'code' })).toEqual(['remote']);
    expect(ids({ active_only: true })).toEqual(['writer']);
    expect(ids({ active_only: false })).toHaveLength(3);
  });

  test('of usable models leaves out the disabled and the remote', async () => {
    await registered('on');
    await registered('off', { enabled: false });
    await registered('remote', { source: 'openrouter' });
    expect(library.usable().map(({ id }) => id)).toEqual(['on']);
  });

  test('finds by id, by hash and by label', async () => {
    const model = await registered('a', { label: 'experimental' });
    expect(library.get(model.id)).toEqual(model);
    expect(library.withHash('a')).toEqual(model);
    expect(library.labelOf('a')).toBe('experimental');
    expect(library.get(modelId('none'))).toBeUndefined();
    expect(library.withHash('none')).toBeUndefined();
    expect(library.labelOf('none')).toBeNull();
  });

  test('is told of what is added and what changes, as it is then listed', async () => {
    const model = await registered('a');
    library.save({ ...model, name: 'new name', created_at: epochMs(5) });
    expect(world.events).toMatchObject([
      { type: 'model', change: 'added', model: { name: 'a' } },
      { type: 'model', change: 'changed', model: { name: 'new name' } },
    ]);
    expect(world.events.at(-1)).toHaveProperty('model', library.list({})[0]);
  });
});

describe('the model that ships with the product', () => {
  const shipped = (): StoredModel | undefined => library.get(modelId('built-in/light-model'));

  test('is registered with its label, for nothing in particular', async () => {
    await registerBuiltIn(library, path);
    expect(shipped()).toMatchObject({
      source: 'built-in',
      label: 'light model',
      name: 'tiny random',
      specialties: [],
      linked: true,
      path,
    });
    expect(library.labelOf('built-in/light-model')).toBe('light model');
  });

  test('is registered once, also over another start', async () => {
    await registerBuiltIn(library, path);
    const before = shipped();
    await registerBuiltIn(library, path);
    library = world.library();
    await registerBuiltIn(library, path);
    expect(shipped()).toEqual(before);
    expect(world.events).toHaveLength(1);
  });

  test('is registered again when a newer product brings another file', async () => {
    await registerBuiltIn(library, path);
    const before = shipped();
    copyFileSync(other, `${path}.new`);
    renameSync(`${path}.new`, path);
    await registerBuiltIn(library, path);
    expect(shipped()?.name).toBe('another');
    expect(shipped()?.sha256).not.toBe(before?.sha256);
    expect(world.events.map((event) => event.type === 'model' && event.change)).toEqual([
      'added',
      'changed',
    ]);
  });

  test('is registered again when the product has moved', async () => {
    await registerBuiltIn(library, path);
    const moved = `${path}.moved.gguf`;
    renameSync(path, moved);
    await registerBuiltIn(library, moved);
    expect(shipped()?.path).toBe(moved);
    expect(world.store.all()).toHaveLength(1);
  });

  test.for([
    ['missing', undefined, 'FILE_NOT_FOUND'],
    ['rubbish', 'x'.repeat(1000), 'NOT_GGUF'],
  ] as const)('is not registered when its file is %s', async ([, content, code]) => {
    rmSync(path);
    if (content !== undefined) writeFileSync(path, content);
    await expect(registerBuiltIn(library, path)).rejects.toMatchObject({ code });
    expect(library.list({})).toEqual([]);
  });
});

const SLUGS: readonly (readonly [string, string])[] = [
  ['Mi Modelo (v2)', 'mi-modelo-v2'],
  ['Ñandú Señor', 'nandu-senor'],
  ['Llama-3.2_1B', 'llama-3.2_1b'],
  ['a   b', 'a-b'],
  ['../../etc/passwd', 'etc-passwd'],
  ['.hidden.', 'hidden'],
  ['a/b:c%20d', 'a-b-c-20d'],
  ['模型', 'model'],
  ['🦙', 'model'],
  ['...', 'model'],
  ['', 'model'],
];
test.for(SLUGS)('the name "%s" becomes "%s"', ([name, plain]) => {
  expect(slug(name)).toBe(plain);
});

describe('a free id', () => {
  test('is the name and the quant', () => {
    expect(freeId(localBase('Mi Modelo'), 'Q4_K_M', () => false)).toBe('local/mi-modelo:q4_k_m');
  });

  test('gets the first number that is free', () => {
    const taken = new Set(['local/a:q8_0', 'local/a-2:q8_0', 'local/a-4:q8_0']);
    expect(freeId(localBase('A'), 'Q8_0', (id) => taken.has(id))).toBe('local/a-3:q8_0');
  });
});
