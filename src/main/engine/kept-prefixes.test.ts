import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ForkOptions } from '../core/children/child-process-adapter.ts';
import { temporaryFolder } from '../core/temporary-folder.test-support.ts';
import { KeptPrefixes } from './kept-prefixes.ts';
import { SCRATCH_VARIABLE } from './scratch-names.ts';
import { ScriptedAdapter } from './testing/scripted-adapter.ts';

const all = temporaryFolder();
const NAME = '00000000-0000-4000-8000-00000000000';

/** A model's file, and what keeps its prefixes. */
function setUp() {
  const folder = mkdtempSync(join(all, 'test-'));
  const root = join(folder, 'prefixes');
  mkdirSync(root);
  writeFileSync(join(root, 'of an earlier run'), 'x');
  const model = join(folder, 'model.gguf');
  writeFileSync(model, 'weights');
  const warnings: string[] = [];
  const log = { warn: (_: object, message: string) => warnings.push(message) };
  const kept = new KeptPrefixes(root, log);
  const scripted = new ScriptedAdapter();
  let options: ForkOptions | undefined;
  const adapter = kept.over({
    fork: (module, given) => {
      options = given;
      return scripted.fork(module, given);
    },
  });
  const start = (): string => {
    adapter.fork('host', { name: 'a model', env: { A: '1' } });
    return options?.env[SCRATCH_VARIABLE] ?? '';
  };
  return { folder, root, model, kept, warnings, start, options: () => options };
}

test('each process has a folder of its own, and may write there', () => {
  const { root, start, options } = setUp();
  const [first, second] = [start(), start()];
  expect(first).not.toBe(second);
  expect(options()).toMatchObject({ env: { A: '1' }, writes: [second] });
  expect(readdirSync(root), 'nothing of an earlier run').toHaveLength(2);
});

test('what a process left goes to the next one of the same file', () => {
  const { model, kept, start } = setUp();
  const first = start();
  const giveBack = kept.lend(model, first);
  writeFileSync(join(first, `${NAME}1.state`), 'state');
  giveBack();
  const second = start();
  kept.lend(model, second);
  expect(readdirSync(second)).toEqual([`${NAME}1.state`]);
  const third = start();
  kept.lend(model, third);
  expect(readdirSync(third), 'it is lent once').toEqual([]);
});

test('a file that was replaced is another model', () => {
  const { model, kept, start } = setUp();
  const first = start();
  const giveBack = kept.lend(model, first);
  writeFileSync(join(first, `${NAME}1.state`), 'state');
  giveBack();
  writeFileSync(model, 'other weights');
  const second = start();
  kept.lend(model, second);
  expect(readdirSync(second)).toEqual([]);
});

test('links, folders and other files of a process are left behind', () => {
  const { model, kept, start } = setUp();
  const first = start();
  const giveBack = kept.lend(model, first);
  symlinkSync(model, join(first, `${NAME}1.state`));
  mkdirSync(join(first, `${NAME}2.state`));
  writeFileSync(join(first, 'notes.txt'), 'x');
  giveBack();
  const second = start();
  kept.lend(model, second);
  expect(readdirSync(second)).toEqual([]);
});

test('a process cannot name the folder of something else', () => {
  const { folder, model, kept, start } = setUp();
  const first = start();
  const giveBack = kept.lend(model, first);
  writeFileSync(join(first, `${NAME}1.state`), 'state');
  giveBack();
  kept.lend(model, folder)();
  expect(existsSync(join(folder, `${NAME}1.state`))).toBe(false);
});

test('a folder that a process has closed is removed all the same', () => {
  const { root, kept, start, warnings } = setUp();
  const closed = join(start(), 'closed');
  mkdirSync(join(closed, 'inner'), { recursive: true });
  chmodSync(closed, 0);
  kept.close();
  expect(existsSync(root)).toBe(false);
  expect(warnings).toEqual([]);
});

test('where nothing can be kept, processes start and end as ever', () => {
  const { folder, model, kept, start, warnings } = setUp();
  writeFileSync(join(folder, 'prefixes'), 'a file is in the way');
  expect(start()).toBe('');
  kept.lend(model, join(folder, 'prefixes'))();
  expect(warnings).toEqual(['computed prefixes could not be given a folder']);
});

test('a model whose file has gone meanwhile keeps nothing', () => {
  const { model, kept, start } = setUp();
  const scratch = start();
  rmSync(model);
  expect(kept.lend(model, scratch)).not.toThrow();
});

test('nothing is left at the end', () => {
  const { root, kept, start } = setUp();
  start();
  kept.close();
  expect(existsSync(root)).toBe(false);
});
