import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChildExit, ChildHandle } from './child-process-adapter.ts';
import { forkAdapter } from './fork-adapter.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vx11-fork-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(source: string, env: Record<string, string> = {}): ChildHandle {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.mjs`);
  writeFileSync(path, source);
  return forkAdapter.fork(path, { name: 'test', env });
}

const exitOf = (child: ChildHandle): Promise<ChildExit> =>
  new Promise((resolve) => child.onExit(resolve));
const messageOf = (child: ChildHandle): Promise<unknown> =>
  new Promise((resolve) => child.onMessage(resolve));

const ECHO = `process.on('message', (message) => process.send(message));`;

test('structured data goes there and back', async () => {
  const child = start(ECHO);
  const message = { text: 'señor', big: 1n, map: new Map([[1, new Uint8Array([7])]]) };
  child.send(message);
  expect(await messageOf(child)).toEqual(message);
  child.kill();
  expect(await exitOf(child)).toEqual({ code: null, signal: 'SIGKILL' });
});

test('the last words arrive before the exit, and only the end of many', async () => {
  const child = start(`
    process.stderr.write('x'.repeat(100_000) + 'the reason');
    process.send('last message');
    process.exitCode = 3;
    process.disconnect();`);
  const messages: unknown[] = [];
  child.onMessage((message) => messages.push(message));
  expect(await exitOf(child)).toEqual({ code: 3, signal: null });
  expect(messages).toEqual(['last message']);
  expect(child.stderrTail()).toMatch(/^x+the reason$/);
  expect(child.stderrTail().length).toBeLessThan(10_000);
});

test('sending to a dead child does nothing', async () => {
  const child = start(`process.exit(0);`);
  child.send('while it starts');
  await exitOf(child);
  child.send('afterwards');
  child.kill();
});

test('a module that is not there is an exit with its reason', async () => {
  const child = forkAdapter.fork(join(folder, 'missing.mjs'), { name: 'test', env: {} });
  expect((await exitOf(child)).code).toBe(1);
  expect(child.stderrTail()).toContain('Cannot find module');
});

test('a child sees none of the secrets and none of the debugging flags of its parent', async () => {
  process.env['VX11_TEST_TOKEN'] = 'secret';
  try {
    const child = start(
      `process.on('message', () => process.send([process.env, process.execArgv]));`,
      { ADDED: 'yes' },
    );
    child.send('tell');
    const [env, execArgv] = Object.values(Object(await messageOf(child)));
    expect(env).not.toHaveProperty('VX11_TEST_TOKEN');
    expect(env).toMatchObject({ ADDED: 'yes', PATH: process.env['PATH'] });
    expect(execArgv).toEqual([]);
    child.kill();
  } finally {
    delete process.env['VX11_TEST_TOKEN'];
  }
});
