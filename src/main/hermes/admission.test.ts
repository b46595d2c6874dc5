import { copyFileSync, existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { generateGguf } from '../../../scripts/gguf/generate.ts';
import { tinyRandom } from '../../../scripts/gguf/presets.ts';
import { temporaryFolder } from '../core/temporary-folder.test-support.ts';
import { Admission, checkedFile } from './admission.ts';
import { inspectModelFile } from './file-stamp.ts';
import { hashFile } from './hash-file.ts';
import { IncomingFiles } from './incoming-files.ts';
import { createWorld, type World } from './library.test-support.ts';
import type { CheckedFile } from './register-model.ts';

const root = temporaryFolder();
const good = join(root, 'good.gguf');
beforeAll(() => generateGguf(good, tinyRandom(1)));

const WISHES = { name: 'a', linked: false, specialties: undefined };

let folder = '';
let world: World;
let admission: Admission;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'models-'));
  world = createWorld();
  admission = new Admission(world.library(), new IncomingFiles(folder, 2 ** 31));
});

/** A draft that came whole and passed the checks. */
async function draft(name: string): Promise<CheckedFile> {
  const path = join(folder, name);
  copyFileSync(good, path);
  return checkedFile(path, await hashFile(path));
}

test('of two drafts that were checked side by side the first stays the model’s file', async () => {
  const [first, second] = [await draft('first'), await draft('second')];
  expect(admission.takeIn(first, WISHES).already_present).toBe(false);
  expect(admission.takeIn(second, { ...WISHES, name: 'b' })).toMatchObject({
    already_present: true,
    model: { name: 'a' },
  });
  expect(existsSync(second.path)).toBe(true); // Its import removes it.
  const [stored, ...others] = world.store.all();
  expect(others).toEqual([]);
  expect((await inspectModelFile(stored?.path ?? '')).stamp).toBe(stored?.file_stamp);
});

test('a link that was hashed side by side with a draft is the same model', async () => {
  const [first, second] = [await draft('first'), await draft('second')];
  admission.takeIn(first, WISHES);
  expect(admission.register(second, { ...WISHES, linked: true })).toMatchObject({
    already_present: true,
    model: { linked: false },
  });
  expect(readdirSync(folder)).toEqual([`${first.sha256.slice(0, 16)}.gguf`, 'second']);
});
