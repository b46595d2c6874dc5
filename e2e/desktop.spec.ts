import type { ElectronApplication, Page } from '@playwright/test';
import { expectLive } from './console-page.ts';
import { expect, test } from './fixtures.ts';

/* What the window is to the page in it, and what it keeps from it. */

const desktopOf = (app: ElectronApplication | undefined): ElectronApplication => {
  if (app === undefined) throw new Error('This spec is for the desktop.');
  return app;
};

/** Notes what would have been opened in the system's browser, and keeps it from happening. */
async function noteWhatOpens(app: ElectronApplication): Promise<() => Promise<string[]>> {
  await app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = (address) => Promise.resolve(void opened.push(address));
  });
  return () => app.evaluate(() => Object(globalThis).opened);
}

/** A click on a link that somebody has smuggled into the page. */
async function clickLink(page: Page, attributes: Readonly<Record<string, string>>): Promise<void> {
  await page.evaluate((given) => {
    const link = document.createElement('a');
    for (const [name, value] of Object.entries(given)) link.setAttribute(name, value);
    document.body.append(link);
    link.click();
  }, attributes);
}

test('the page has one line to the core and nothing of Node', async ({ page }) => {
  await expectLive(page);
  const found = await page.evaluate(() => {
    const { vx11 } = Object(window);
    const names = ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'];
    return {
      bridge: Object.keys(vx11),
      frozen: Object.isFrozen(vx11),
      leaked: names.filter((name) => name in window),
    };
  });
  expect(found).toEqual({ bridge: ['pathForFile'], frozen: true, leaked: [] });
});

test('a page that is loaded again gets a line of its own', async ({ page }) => {
  await expectLive(page);
  for (let round = 0; round < 3; round += 1) {
    await page.reload();
    await expectLive(page);
  }
});

test('a link leads to the system’s browser, and the page stays', async ({ app, page }) => {
  const opened = await noteWhatOpens(desktopOf(app));
  await expectLive(page);
  const address = page.url();
  await clickLink(page, { href: 'https://example.org/a' });
  await expect.poll(opened).toEqual(['https://example.org/a']);
  await clickLink(page, { href: 'https://example.org/b', target: '_blank' });
  await expect.poll(opened).toEqual(['https://example.org/a', 'https://example.org/b']);
  await page.evaluate(() => window.location.assign('https://example.org/c'));
  await expect.poll(opened).toHaveLength(3);
  expect(page.url()).toBe(address);
  await expectLive(page);
});

test('nothing else leaves the window, and no other window opens', async ({ app, page }) => {
  const opened = await noteWhatOpens(desktopOf(app));
  await expectLive(page);
  for (const href of ['http://example.org/', 'file:///etc/passwd', 'ms-settings:privacy']) {
    await clickLink(page, { href });
    await clickLink(page, { href, target: '_blank' });
  }
  expect(await page.evaluate(() => window.open('file:///etc/passwd'))).toBeNull();
  // In order: when the last one has arrived, the others have, too.
  await clickLink(page, { href: 'https://example.org/last', target: '_blank' });
  await expect.poll(opened).toEqual(['https://example.org/last']);
  expect(desktopOf(app).windows()).toHaveLength(1);
  await expectLive(page);
});

test('a permission is refused, whatever it is for', async ({ page }) => {
  expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied');
});

test('nothing is downloaded', async ({ app, page }) => {
  const desktop = desktopOf(app);
  await desktop.evaluate(({ BrowserWindow }) => {
    const prevented: boolean[] = [];
    Object.assign(globalThis, { prevented });
    BrowserWindow.getAllWindows()[0]?.webContents.session.on('will-download', (event) => {
      prevented.push(event.defaultPrevented);
    });
  });
  await clickLink(page, { href: 'data:text/plain,x', download: 'x.txt' });
  await expect.poll(() => desktop.evaluate(() => Object(globalThis).prevented)).toEqual([true]);
});

test('a page that crashes is loaded again; when it goes on, a person is asked', async ({
  app,
  page,
}) => {
  const desktop = desktopOf(app);
  await expectLive(page);
  await desktop.evaluate(({ dialog }) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    dialog.showMessageBox = (...given: readonly unknown[]) => {
      asked.push(Object(given.at(-1)).message);
      return Promise.resolve({ response: 0, checkboxChecked: false });
    };
  });
  // The page of this test is gone for good with the process: the app itself looks on.
  const crashAndLook = (round: number) =>
    desktop.evaluate(async ({ BrowserWindow }, mark) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (contents === undefined) throw new Error('there is no window');
      await contents.executeJavaScript(`window.mark = ${mark}`);
      const loaded = new Promise<void>((resolve) => contents.once('did-finish-load', resolve));
      contents.forcefullyCrashRenderer();
      await loaded;
      return contents.executeJavaScript('[document.title.length > 0, typeof window.mark]');
    }, round);
  const asked = () => desktop.evaluate(() => Object(globalThis).asked);
  expect(await crashAndLook(1)).toEqual([true, 'undefined']);
  expect(await asked()).toEqual([]);
  expect(await crashAndLook(2)).toEqual([true, 'undefined']);
  expect(await asked()).toEqual(['The window stopped working']);
});
