import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import {
  appArguments,
  appEnvironment,
  type DesktopTarget,
  executableOf,
  launchDesktop,
  readyUrl,
} from './desktop-app.ts';
import { importEndlessModel } from './endless-model.ts';
import { expect, type Target, test } from './fixtures.ts';
import { outcomeOf, Product, requestJson } from './product.ts';

/* How the app starts, stays and ends. These tests start it themselves, most of them twice. */

const REMEMBERED = 'desktop/vx11-desktop.json';

function desktopTarget(target: Target): DesktopTarget {
  if (target === 'console') throw new Error('This spec is for the desktop.');
  return target;
}

/** The app with its window open. */
async function launch(target: Target, home: string, env: Record<string, string> = {}) {
  const app = await launchDesktop(desktopTarget(target), { home, env });
  const page = await app.firstWindow();
  await page.waitForURL(/\/index\.html/);
  await page.waitForLoadState();
  // Shown when it is painted for the first time, which is a moment later.
  await expect.poll(() => windowState(app)).toMatchObject({ visible: true });
  return app;
}

/** Starts the app without looking into it, until it has ended. */
async function runToEnd(target: Target, home: string) {
  const executable = executableOf(desktopTarget(target));
  if (executable === undefined) throw new Error('There is nothing to start.');
  const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const options = { env: appEnvironment(home) };
  return outcomeOf(spawn(executable, [...flags, ...appArguments()], options));
}

/** Whatever the app does on its own: the code it ended with. */
async function ended(app: ElectronApplication): Promise<number | null> {
  const child = app.process();
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

const windowState = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) return null;
    const { x, y, width, height } = window.getNormalBounds();
    const visible = window.isVisible();
    return { bounds: { x, y, width, height }, maximized: window.isMaximized(), visible };
  });

const closeWindow = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

const choose = (app: ElectronApplication, id: string) =>
  app.evaluate(({ Menu }, wanted) => {
    Menu.getApplicationMenu()?.getMenuItemById(wanted)?.click();
  }, id);

const isUp = async (url: string) => (await requestJson(url, 'GET', '/health')).status === 200;

/** A process and whatever it has started. */
function familyOf(pid: number): readonly number[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const rows = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = [pid];
  for (const member of family) {
    family.push(...rows.filter(([, parent]) => parent === member).map(([child]) => child ?? 0));
  }
  return family;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('the window opens where it was left', async ({ target, home }) => {
  const bounds = { x: 120, y: 140, width: 940, height: 660 };
  const first = await launch(target, home);
  await first.evaluate(({ BrowserWindow }, to) => {
    BrowserWindow.getAllWindows()[0]?.setBounds(to);
  }, bounds);
  await first.close();
  expect(JSON.parse(readFileSync(join(home, REMEMBERED), 'utf8'))).toMatchObject({
    window: { bounds, maximized: false },
  });

  const second = await launch(target, home);
  expect(await windowState(second)).toEqual({ bounds, maximized: false, visible: true });
  await second.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.maximize());
  await second.close();

  const third = await launch(target, home);
  await expect.poll(() => windowState(third)).toMatchObject({ bounds, maximized: true });
  await third.close();
});

test.describe('what is remembered', () => {
  const LOST = { bounds: { x: 90_000, y: 10, width: 500, height: 500 }, maximized: false };
  for (const [name, content] of [
    ['a place on a display that is gone', JSON.stringify({ window: LOST })],
    ['a damaged file', '{"window": {"bou'],
  ] as const) {
    test(`${name} does not count`, async ({ target, home }) => {
      await (await launch(target, home)).close();
      writeFileSync(join(home, REMEMBERED), content);
      const app = await launch(target, home);
      expect(await windowState(app)).toMatchObject({
        bounds: { width: 1180, height: 800 },
        visible: true,
      });
      await app.close();
    });
  }
});

test('closing the window leaves the product at work; the tray brings it back', async ({
  target,
  home,
}) => {
  test.skip(target === 'desktop', 'Electron has no list of trays to click on');
  const app = await launch(target, home);
  const url = await readyUrl(home);
  const tray = (act: 'click' | 'open') =>
    app.evaluate(({ Tray }, how) => {
      const [icon] = Object(Tray).all;
      if (how === 'click') icon.emit('click');
      else icon.menu.getMenuItemById('open').click();
    }, act);
  for (const act of ['click', 'open'] as const) {
    await closeWindow(app);
    expect(await windowState(app)).toMatchObject({ visible: false });
    expect(await isUp(url)).toBe(true);
    await tray(act);
    expect(await windowState(app)).toMatchObject({ visible: true });
  }
  await app.evaluate(({ Tray }) => Object(Tray).all[0].menu.getMenuItemById('quit').click());
  expect(await ended(app)).toBe(0);
});

test('closing the window quits when the operator wants it so, also next time', async ({
  target,
  home,
}) => {
  const first = await launch(target, home);
  await choose(first, 'keep-running');
  const firstEnd = ended(first);
  await closeWindow(first);
  expect(await firstEnd).toBe(0);

  const second = await launch(target, home);
  const checked = await second.evaluate(
    ({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('keep-running')?.checked,
  );
  expect(checked).toBe(false);
  const secondEnd = ended(second);
  await closeWindow(second);
  expect(await secondEnd).toBe(0);
});

test('where there is no tray, closing the window quits', async ({ target, home }) => {
  test.skip(target === 'desktop', 'a desktop without trays cannot be had by asking');
  const app = await launch(target, home, { DOUBLE_TRAY: 'none' });
  const item = await app.evaluate(({ Menu }) => {
    const found = Menu.getApplicationMenu()?.getMenuItemById('keep-running');
    return { enabled: found?.enabled, checked: found?.checked };
  });
  expect(item).toEqual({ enabled: false, checked: false });
  const end = ended(app);
  await closeWindow(app);
  expect(await end).toBe(0);
});

test('quitting ends every process and gives the home back', async ({ target, home }) => {
  test.skip(process.platform === 'win32', 'processes are listed with ps');
  const app = await launch(target, home);
  const url = await readyUrl(home);
  const { status } = await requestJson(url, 'POST', '/query', { body: { query: 'hola' } });
  expect(status).toBe(200);
  const family = familyOf(app.process().pid ?? 0);
  expect(family.length).toBeGreaterThan(2);
  const end = ended(app);
  await choose(app, 'quit');
  expect(await end).toBe(0);
  await expect.poll(() => family.filter(isAlive)).toEqual([]);

  const product = await Product.start(home);
  expect(await isUp(product.url)).toBe(true);
  await product.stop();
});

test('what is being answered when the app quits is answered first', async ({
  app,
  home,
  product,
}) => {
  if (app === undefined) throw new Error('This spec is for the desktop.');
  await importEndlessModel(product);
  const token = product.adminToken();
  const { body } = await product.request('POST', '/queries', {
    body: { query: 'count', model_preference: 'local/endless:q8_0', max_tokens: 300 },
  });
  const path = `/queries/${Object(body).query_id}`;
  const state = async () => Object((await product.request('GET', path, { token })).body).state;
  // Often enough not to miss it.
  await expect.poll(state, { intervals: [50], timeout: 15_000 }).toBe('running');
  const end = ended(app);
  await choose(app, 'quit');
  expect(await end).toBe(0);

  const next = await Product.start(home);
  const answered = await next.request('GET', path, { token });
  expect(answered.body).toMatchObject({ state: 'succeeded', attempts: 1 });
  await next.stop();
});

test('a signal quits in order, too', async ({ target, home }) => {
  test.skip(process.platform === 'win32', 'there are no signals');
  const app = await launch(target, home);
  const end = ended(app);
  app.process().kill('SIGTERM');
  expect(await end).toBe(0);
});

test('a second signal quits at once, and says what is left', async ({ app, product }) => {
  test.skip(process.platform === 'win32', 'there are no signals');
  if (app === undefined) throw new Error('This spec is for the desktop.');
  await importEndlessModel(product);
  const { body } = await product.request('POST', '/queries', {
    body: { query: 'count', model_preference: 'local/endless:q8_0', max_tokens: 4000 },
  });
  const token = product.adminToken();
  const path = `/queries/${Object(body).query_id}`;
  const state = async () => Object((await product.request('GET', path, { token })).body).state;
  await expect.poll(state, { intervals: [50], timeout: 15_000 }).toBe('running');
  let said = '';
  app.process().stdout?.on('data', (text) => {
    said += String(text);
  });
  const end = ended(app);
  app.process().kill('SIGTERM');
  await expect.poll(() => said).toContain('again to stop at once');
  app.process().kill('SIGINT');
  expect(await end).toBe(130);
  expect(said).toContain('1 unfinished query is kept for the next start');
});

test('a second start brings the window of the first forward', async ({ target, home }) => {
  const app = await launch(target, home);
  await closeWindow(app);
  expect(await windowState(app)).toMatchObject({ visible: false });
  expect((await runToEnd(target, home)).code).toBe(0);
  await expect.poll(() => windowState(app)).toMatchObject({ visible: true });
  await app.close();
});

test('a home that another product holds is refused with its reason', async ({ target, home }) => {
  test.skip(target === 'desktop', 'Electron waits until a person has read its error box');
  const product = await Product.start(home);
  const { code, stderr } = await runToEnd(target, home);
  expect(code).toBe(1);
  expect(stderr).toContain('[error box] VX11 Control (HOME_LOCKED)');
  expect(stderr).toContain(`process ${product.pid}`);
  await product.stop();
});
