import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { crash, crashAll, heard, runScript } from '../core/script-process.test-support.ts';
import { temporaryFolder } from '../core/temporary-folder.test-support.ts';
import { lockDatabase, lockHome } from './home-lock.ts';

const folder = temporaryFolder();
const MODULE = JSON.stringify(new URL('home-lock.ts', import.meta.url));
let home = '';

beforeEach(() => {
  home = mkdtempSync(join(folder, 'home-'));
});
afterAll(crashAll);

/** Another process that holds the home until it is ended. */
async function holder(): Promise<ReturnType<typeof runScript>> {
  const child = runScript(`
    import { lockHome } from ${MODULE};
    lockHome(${JSON.stringify(home)});
    console.log('held');
    process.stdin.resume();`);
  expect(await heard(child)).toBe('held');
  return child;
}

test('a home that another process holds is refused, with its pid and what to do', async () => {
  const child = await holder();
  expect(() => lockHome(home)).toThrow(
    expect.objectContaining({
      name: 'AppError',
      code: 'HOME_LOCKED',
      data: { pid: child.pid, home },
      message: expect.stringMatching(new RegExp(`process ${child.pid}.*VX11_HOME`)),
    }),
  );
});

test('the refusal leaves the holder with its lock', async () => {
  await holder();
  expect(() => lockHome(home)).toThrow(expect.objectContaining({ code: 'HOME_LOCKED' }));
  expect(() => lockHome(home)).toThrow(expect.objectContaining({ code: 'HOME_LOCKED' }));
});

test('the lock of a killed process is free at once, and the pid is then the new one', async () => {
  await crash(await holder());
  const lock = lockHome(home);
  expect(readFileSync(join(home, 'lock.pid'), 'utf8')).toBe(`${process.pid}\n`);
  lock.release();
});

test('a second lock in the same process is refused, and free after the release', () => {
  const lock = lockHome(home);
  expect(() => lockHome(home)).toThrow(
    expect.objectContaining({ code: 'HOME_LOCKED', data: { pid: process.pid, home } }),
  );
  lock.release();
  lockHome(home).release();
});

test('a holder whose pid cannot be read is still refused', () => {
  const lock = lockHome(home);
  rmSync(join(home, 'lock.pid'));
  expect(() => lockHome(home)).toThrow(
    expect.objectContaining({ code: 'HOME_LOCKED', data: { pid: null, home } }),
  );
  lock.release();
});

test('two homes do not hinder each other', async () => {
  await holder();
  lockHome(mkdtempSync(join(folder, 'other-'))).release();
});

describe('a database of two homes', () => {
  /** Another process that holds the database until it is ended. */
  async function databaseHolder(path: string): Promise<ReturnType<typeof runScript>> {
    const child = runScript(`
      import { lockDatabase } from ${MODULE};
      const lock = lockDatabase(${JSON.stringify(path)});
      process.once('exit', () => lock.release()); // Refers to it, or it may be collected.
      console.log('held');
      process.stdin.resume();`);
    expect(await heard(child)).toBe('held');
    return child;
  }

  test('is refused while another process uses it, with its pid and what to do', async () => {
    const path = join(home, 'shared.db');
    const child = await databaseHolder(path);
    expect(() => lockDatabase(path)).toThrow(
      expect.objectContaining({
        code: 'DATABASE_LOCKED',
        data: { pid: child.pid, path },
        message: expect.stringMatching(new RegExp(`process ${child.pid}.*DATABASE_PATH`)),
      }),
    );
    await crash(child);
    lockDatabase(path).release();
  });

  test('is the same under another name', async () => {
    const path = join(home, 'shared.db');
    writeFileSync(path, '');
    symlinkSync(path, join(home, 'link.db'));
    symlinkSync(home, join(folder, `alias-${basename(home)}`));
    await databaseHolder(path);
    const names = [join(home, 'link.db'), join(folder, `alias-${basename(home)}`, 'shared.db')];
    for (const name of names) {
      expect(() => lockDatabase(name)).toThrow(
        expect.objectContaining({ code: 'DATABASE_LOCKED' }),
      );
    }
  });

  test('in a folder that does not exist is refused by its name', () => {
    expect(() => lockDatabase(join(home, 'none', 'x.db'))).toThrow(
      expect.objectContaining({
        code: 'DATABASE_DAMAGED',
        message: expect.stringContaining('none'),
      }),
    );
  });
});
