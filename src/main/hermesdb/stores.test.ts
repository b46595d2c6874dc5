import { describe, expect, onTestFinished, test } from 'vitest';
import { modelId } from '../../shared/domain/ids.ts';
import { modelShape } from '../../shared/domain/model-shape.test-support.ts';
import { SPECIALTIES } from '../../shared/domain/specialty.ts';
import { epochMs } from '../../shared/domain/units.ts';
import { temporaryFolder } from '../core/temporary-folder.test-support.ts';
import { type HermesDB, openHermesDB } from './hermesdb.ts';
import { openDatabase } from './open-database.ts';
import { freshPath, storedModel } from './rows.test-support.ts';

const folder = temporaryFolder();

function open(path: string): HermesDB {
  const registry = openHermesDB(path);
  onTestFinished(() => registry.close());
  return registry;
}

describe('the store of models', () => {
  const full = storedModel('local/full:q8_0', {
    sha256: 'cd'.repeat(32),
    shape: modelShape({ tied_output: { type: 'Q6_K', bytes: 5 } }),
    light_model: { beyond: ['Eso está fuera de lo que sé.'] },
  });
  const bare = storedModel('local/bare:f16', {
    label: 'light model',
    parameters: null,
    license: null,
    tags: [],
    specialties: [],
    has_chat_template: false,
    linked: true,
    enabled: false,
    size_bytes: 2 ** 40,
  });

  test('gives back every field as it was saved, also from another start', () => {
    const path = freshPath(folder);
    for (const model of [full, bare]) open(path).models.save(model);
    const { models } = open(path);
    expect(models.get(full.id)).toEqual(full);
    expect(models.get(bare.id)).toEqual(bare);
  });

  test('finds by id and by hash, or nothing', () => {
    const { models } = open(freshPath(folder));
    models.save(full);
    expect(models.withHash(full.sha256)).toEqual(full);
    expect(models.withHash('ef')).toBeUndefined();
    expect(models.get(modelId('local/none'))).toBeUndefined();
  });

  test('lists the oldest first, ties by id', () => {
    const { models } = open(freshPath(folder));
    models.save(storedModel('local/young', { created_at: epochMs(3) }));
    models.save(storedModel('local/b', { created_at: epochMs(2) }));
    models.save(storedModel('local/a', { created_at: epochMs(2) }));
    expect(models.all().map(({ id }) => id)).toEqual(['local/a', 'local/b', 'local/young']);
  });

  test('replaces what is known, but not where it came from nor since when', () => {
    const { models } = open(freshPath(folder));
    models.save(full);
    const changed = { ...bare, id: full.id };
    models.save({ ...changed, source: 'huggingface', created_at: epochMs(9) });
    expect(models.all()).toEqual([
      { ...changed, source: full.source, created_at: full.created_at },
    ]);
  });

  test('sets the stamp of one model alone', () => {
    const { models } = open(freshPath(folder));
    models.save(full);
    models.save(bare);
    models.setFileStamp(full.id, 'new');
    expect(models.get(full.id)).toEqual({ ...full, file_stamp: 'new' });
    expect(models.get(bare.id)).toEqual(bare);
  });

  test('refuses what breaks the rules of the table', () => {
    const { models } = open(freshPath(folder));
    expect(() => models.save({ ...full, context_length: 0 })).toThrow('CHECK');
    expect(models.all()).toEqual([]);
  });
});

describe('the vocabulary of specialties', () => {
  test('has the eight names in their order', () => {
    const names = open(freshPath(folder))
      .specialties.all()
      .map(({ name }) => name);
    expect(names).toEqual([...SPECIALTIES]);
    expect(names).toHaveLength(8);
  });

  test.for(SPECIALTIES)('describes %s in both languages, with as many words in each', (wanted) => {
    const all = open(freshPath(folder)).specialties.all();
    const found = all.find(({ name }) => name === wanted);
    if (found === undefined) throw new Error('It is not there.');
    const { description, fields, related } = found;
    expect(description.es).toMatch(/\p{L}{3}/u);
    expect(description.en).toMatch(/\p{L}{3}/u);
    expect(description.es).not.toBe(description.en);
    expect(fields.es).toHaveLength(fields.en.length);
    expect(fields.es).toEqual([...new Set(fields.es)]);
    expect(related).not.toContain(wanted);
  });

  test('is seeded once, and what was edited stays', () => {
    const path = freshPath(folder);
    open(path);
    const database = openDatabase(path);
    database.exec(`UPDATE specialties SET description_es = 'Editada' WHERE name = 'code'`);
    database.close();
    const { specialties } = open(path);
    specialties.seed();
    expect(specialties.all()).toHaveLength(8);
    expect(specialties.all().find(({ name }) => name === 'code')?.description.es).toBe('Editada');
  });
});

describe('the store of secrets', () => {
  const secret = { nonce: Buffer.from([1, 0, 255]), ciphertext: Buffer.from('sealed') };

  test('keeps the bytes of each provider, also for another start', () => {
    const path = freshPath(folder);
    open(path).secrets.put('huggingface', secret);
    expect(open(path).secrets.get('huggingface')).toEqual(secret);
    expect(open(path).secrets.get('openrouter')).toBeUndefined();
  });

  test('replaces both halves of the one before', () => {
    const { secrets } = open(freshPath(folder));
    const next = { nonce: Buffer.from('n2'), ciphertext: Buffer.from('c2') };
    secrets.put('huggingface', secret);
    secrets.put('huggingface', next);
    expect(secrets.get('huggingface')).toEqual(next);
  });
});

describe('the store of what was learnt about memory', () => {
  const learnt = {
    architecture: 'llama',
    ratio: 0.97,
    loads: 3,
    estimated_bytes: 415_000_000,
    measured_bytes: 404_000_000,
  };

  test('keeps one row for each architecture, also for another start', () => {
    const path = freshPath(folder);
    const { memory } = open(path);
    memory.saveCorrection(learnt);
    memory.saveCorrection({ ...learnt, ratio: 1.2, loads: 4 });
    expect(open(path).memory.correctionOf('llama')).toEqual({ ...learnt, ratio: 1.2, loads: 4 });
    expect(memory.correctionOf('gemma')).toBeUndefined();
  });
});

describe('the store of settings', () => {
  test.for([['text'], [0], [null], [false], [{ deep: ['señal', 1.5] }]])(
    'keeps %j as it was, also for another start',
    ([value]) => {
      const path = freshPath(folder);
      open(path).settings.set('key', value);
      expect(open(path).settings.get('key')).toEqual(value);
    },
  );

  test('replaces, and gives undefined for what was never set', () => {
    const { settings } = open(freshPath(folder));
    settings.set('key', 1);
    settings.set('key', 2);
    expect(settings.get('key')).toBe(2);
    expect(settings.get('other')).toBeUndefined();
  });
});

describe('the registry', () => {
  test('answers "ok" while it can be read, "damaged" when it no longer can', () => {
    const registry = openHermesDB(freshPath(folder));
    expect(registry.state()).toBe('ok');
    registry.close();
    expect(registry.state()).toBe('damaged');
  });
});
