import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test, vi } from 'vitest';
import { applicationMenu, type MenuState, trayMenu } from './menu.ts';
import { textsFor } from './texts.ts';

type Item = MenuItemConstructorOptions;

function stateOn(platform: NodeJS.Platform, changed: Partial<MenuState> = {}): MenuState {
  const actions = {
    showWindow: vi.fn<() => void>(),
    importModels: vi.fn<() => void>(),
    openDocumentation: vi.fn<() => void>(),
    openInBrowser: vi.fn<() => void>(),
    keepRunning: vi.fn<(keep: boolean) => void>(),
    quit: vi.fn<() => void>(),
  };
  const texts = textsFor('en');
  return { texts, actions, keepRunning: true, mayKeepRunning: true, platform, ...changed };
}

const inside = (items: readonly Item[]): Item[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? inside(item.submenu) : [])]);
const withId = (items: readonly Item[], id: string) => inside(items).find((item) => item.id === id);

describe.for(['linux', 'win32', 'darwin'] as const)('on %s', (platform) => {
  const items = inside(applicationMenu(stateOn(platform)));

  test('nothing is named twice', () => {
    const ids = items.flatMap(({ id }) => id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('everything has a text of its own, so that nothing stays English on a Spanish system', () => {
    const silent = items.filter(
      ({ label, type, role }) => label === undefined && type !== 'separator' && role !== 'appMenu',
    );
    expect(silent).toEqual([]);
  });

  test('there is one way to quit and one to the product’s name', () => {
    const quits = items.filter(({ id, role }) => id === 'quit' || role === 'quit');
    expect(quits).toHaveLength(1);
    expect(items.filter(({ role }) => role === 'about')).toHaveLength(1);
  });
});

describe('the choice to keep running', () => {
  test.for([
    [
      { keepRunning: true, mayKeepRunning: true },
      { checked: true, enabled: true },
    ],
    [
      { keepRunning: false, mayKeepRunning: true },
      { checked: false, enabled: true },
    ],
    [
      { keepRunning: true, mayKeepRunning: false },
      { checked: false, enabled: false },
    ],
  ] as const)('%o is shown as %o', ([state, shown]) => {
    const item = withId(applicationMenu(stateOn('linux', state)), 'keep-running');
    expect(item).toMatchObject(shown);
  });
});

test('the tray says where the product answers', () => {
  const items = trayMenu(stateOn('linux'), 'http://127.0.0.1:8080');
  expect(withId(items, 'address')).toMatchObject({
    label: 'Answers at http://127.0.0.1:8080',
    enabled: false,
  });
});
