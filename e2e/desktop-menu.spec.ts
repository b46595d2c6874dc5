import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { generateGguf } from '../scripts/gguf/generate.ts';
import { tinyCycle } from '../scripts/gguf/presets.ts';
import { expectLive } from './console-page.ts';
import { expect, type RunningProduct, test } from './fixtures.ts';

/* The menus and dialogs of the desktop. */

const menuTexts = (app: ElectronApplication | undefined) =>
  app?.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label));

const choose = (app: ElectronApplication | undefined, id: string) =>
  app?.evaluate(({ Menu }, wanted) => {
    Menu.getApplicationMenu()?.getMenuItemById(wanted)?.click();
  }, id);

/** The person who is asked for files chooses these, and reads what is said afterwards. */
async function answerDialogs(app: ElectronApplication | undefined, filePaths: readonly string[]) {
  await app?.evaluate(({ dialog }, chosen) => {
    const said: unknown[] = [];
    Object.assign(globalThis, { said });
    dialog.showOpenDialog = (...given: readonly unknown[]) => {
      said.push(Object(given.at(-1)).filters);
      return Promise.resolve({ canceled: false, filePaths: [...chosen] });
    };
    dialog.showMessageBox = (...given: readonly unknown[]) => {
      const { type, message, detail } = Object(given.at(-1));
      said.push({ type, message, detail });
      return Promise.resolve({ response: 0, checkboxChecked: false });
    };
  }, filePaths);
  return () => app?.evaluate((): unknown[] => Object(globalThis).said);
}

async function countModels(product: RunningProduct): Promise<unknown> {
  const { body } = await product.request('GET', '/models');
  return Object(body).count;
}

test('a model is imported from the menu', async ({ app, page, product }) => {
  const path = join(product.home, 'From the menu.gguf');
  await generateGguf(path, tinyCycle('I came through the menu.'));
  const said = await answerDialogs(app, [path]);
  await expectLive(page);
  await choose(app, 'import');
  await expect.poll(() => countModels(product)).toBe(2);
  await expect(page.getByText('From the menu.gguf is ready to use')).toBeVisible();
  expect(await said()).toEqual([[{ name: 'Models (GGUF)', extensions: ['gguf'] }]]);
});

test('what cannot be imported is told with its reason, the rest is taken', async ({
  app,
  product,
}) => {
  const [good, cut, gone] = ['good.gguf', 'cut.gguf', 'gone.gguf'].map((name) =>
    join(product.home, name),
  ) as [string, string, string];
  await generateGguf(good, tinyCycle('whole'));
  await generateGguf(cut, tinyCycle('half'));
  truncateSync(cut, 200_000);
  const said = await answerDialogs(app, [cut, gone, good]);
  await choose(app, 'import');
  await expect.poll(async () => (await said())?.length, { timeout: 10_000 }).toBe(2);
  expect((await said())?.at(-1)).toEqual({
    type: 'error',
    message: '2 models were not imported',
    detail: expect.stringMatching(
      /cut\.gguf: .*\(GGUF_TRUNCATED\)\n\ngone\.gguf: .*\(FILE_NOT_FOUND\)/,
    ),
  });
  expect(await countModels(product)).toBe(2);
});

test('nothing happens when no file is chosen', async ({ app, product }) => {
  const said = await answerDialogs(app, []);
  await choose(app, 'import');
  await expect.poll(async () => (await said())?.length).toBe(1);
  expect(await countModels(product)).toBe(1);
});

test('documentation and console open in the system’s browser', async ({ app, product }) => {
  await app?.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = (address) => Promise.resolve(void opened.push(address));
  });
  const opened = () => app?.evaluate((): string[] => Object(globalThis).opened);
  await choose(app, 'documentation');
  await expect.poll(opened).toEqual([`${product.url}/docs`]);
  await choose(app, 'open-in-browser');
  await expect.poll(async () => (await opened())?.length).toBe(2);
  const link = (await opened())?.at(-1) ?? '';
  const answer = await fetch(link, { redirect: 'manual' });
  expect(answer.headers.get('set-cookie')).toContain('HttpOnly');
});

test('the menus speak the language of the system', async ({ app, page: _page }) => {
  expect(await menuTexts(app)).toEqual(expect.arrayContaining(['File', 'Edit', 'View', 'Help']));
});

test.describe('on a Spanish system', () => {
  test.use({ locale: 'es-ES' });

  test('the menus speak Spanish', async ({ app, page: _page }) => {
    const texts = ['Archivo', 'Edición', 'Ver', 'Ventana', 'Ayuda'];
    expect(await menuTexts(app)).toEqual(expect.arrayContaining(texts));
  });
});
