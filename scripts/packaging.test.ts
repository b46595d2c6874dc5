import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';

/*
 * electron-builder.yml as electron-builder itself reads it: read with its own reader, checked
 * against its own schema, its patterns applied by its own matcher. Nothing is fetched or packed.
 */

const ROOT = resolve(import.meta.dirname, '..');
// A part of electron-builder, which is found beside it.
const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
const { getConfig, validateConfiguration } = builder('app-builder-lib/out/util/config/config.js');
const { FileMatcher } = builder('app-builder-lib/out/fileMatcher.js');

interface Packaging {
  readonly files: readonly { readonly filter: readonly string[] }[];
  readonly asar: boolean;
  readonly asarUnpack: readonly string[];
  readonly extraResources: readonly {
    readonly from: string;
    readonly to: string;
    readonly filter: readonly string[];
  }[];
  readonly electronFuses: Readonly<Record<string, boolean>>;
  readonly publish: unknown;
  readonly linux: { readonly icon: string };
}

let packaging: Packaging;
beforeAll(async () => {
  packaging = await getConfig(ROOT, 'electron-builder.yml', null);
});

type Filter = (path: string, about: ReturnType<typeof statSync>) => boolean;

function filterOf(from: string, patterns: readonly string[]): Filter {
  const system = (pattern: string) => pattern.replace('${os}', 'linux').replace('${arch}', 'x64');
  return new FileMatcher(from, from, system, [...patterns]).createFilter();
}

/** The files that pass, as electron-builder walks: a folder that does not pass is not entered. */
function passing(folder: string, passes: Filter): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const about = statSync(path, { throwIfNoEntry: false });
    if (about === undefined || name === '.git' || !passes(path, about)) return [];
    return about.isDirectory() ? passing(path, passes) : [relative(ROOT, path)];
  });
}

test('electron-builder knows every option', async () => {
  await validateConfiguration(packaging, { isEnabled: false, add: () => {} });
});

test('what could let others run code as this app is off, where nothing of it is needed', () => {
  expect(packaging.electronFuses).toEqual({
    // The engine tries its binaries in a forked process; electron-builder.yml says more.
    runAsNode: true,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: true,
  });
  expect(packaging.asar).toBe(true);
  expect(packaging.publish).toBeNull();
});

test('of the project, only what was built is packed', () => {
  const patterns = packaging.files.flatMap(({ filter }) => filter);
  const packed = passing(ROOT, filterOf(ROOT, patterns)).filter(
    // Of these, electron-builder packs what package.json names as dependencies.
    (path) => !path.startsWith('node_modules'),
  );
  expect(packed).toContain('package.json');
  const foreign = packed.filter((path) => path !== 'package.json' && !/^out[\\/]/.test(path));
  expect(foreign).toEqual([]);
  expect(packed.filter((path) => path.endsWith('.map'))).toEqual([]);
});

test.for(['better-sqlite3', 'node-llama-cpp', '@node-llama-cpp/linux-x64'])(
  'the compiled code of %s is a file of its own',
  (name) => {
    const unpacked = filterOf(ROOT, packaging.asarUnpack);
    const file = join(ROOT, 'node_modules', name, 'bins/some.node');
    expect(unpacked(file, statSync(import.meta.filename))).toBe(true);
  },
);

test('the built-in model and the icons lie where the app looks for them', () => {
  const [only, ...others] = packaging.extraResources;
  expect(others).toEqual([]);
  expect(only).toMatchObject({ from: 'resources', to: 'resources' });
  const folder = join(ROOT, 'resources');
  const taken = passing(folder, filterOf(folder, only?.filter ?? []));
  expect(taken.toSorted()).toEqual(
    ['icons/app.png', 'icons/tray.png', 'icons/tray@2x.png', 'icons/trayTemplate.png']
      .concat('icons/trayTemplate@2x.png', 'light-model.gguf')
      .map((name) => join('resources', name)),
  );
  expect(existsSync(join(ROOT, packaging.linux.icon))).toBe(true);
});
