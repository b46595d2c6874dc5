import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const { default: config } = (await import(join(ROOT, '.dependency-cruiser.mjs'))) as {
  default: { forbidden: readonly { name: string }[] };
};
let copy: string;

/** Rule → a file that breaks it, and what that file imports. */
const PLANTED: Readonly<Record<string, readonly [file: string, imported: string]>> = {
  'no-cycles': ['src/shared/domain/brand.ts', './units.ts'],
  'domains-are-strangers': ['src/main/switch/planted-1.ts', '../hermes/library.ts'],
  'domains-know-no-machinery': ['src/main/hermes/planted-2.ts', '../engine/engine-pool.ts'],
  'machinery-knows-ports-only': ['src/main/hermesdb/planted-3.ts', '../switch/switch.ts'],
  'engine-and-database-are-strangers': [
    'src/main/hermesdb/planted-16.ts',
    '../engine/engine-pool.ts',
  ],
  'doors-decide-nothing': ['src/main/http/planted-4.ts', '../hermesdb/query-store.ts'],
  'desktop-knows-its-port': ['src/main/desktop/planted-15.ts', '../compose.ts'],
  'testing-is-for-tests': ['src/main/switch/planted-14.ts', './testing/models.ts'],
  'core-is-the-floor': ['src/main/core/planted-5.ts', '../switch/switch.ts'],
  'shared-stands-alone': ['src/shared/planted-6.ts', '../main/core/clock.ts'],
  'shared-imports-little': ['src/shared/planted-7.ts', 'node:fs'],
  'renderer-imports-shared-only': ['src/renderer/planted-8.ts', '../main/core/clock.ts'],
  'preload-imports-nothing-of-main': ['src/preload/planted-9.ts', '../main/core/clock.ts'],
  'headless-has-no-electron': ['src/main/headless.ts', './desktop/window.ts'],
  'only-hermesdb-imports-sqlite': ['src/main/core/planted-10.ts', 'better-sqlite3'],
  'only-host-imports-llama': ['src/main/engine/planted-11.ts', 'node-llama-cpp'],
  'only-http-imports-fastify': ['src/main/api/planted-12.ts', 'fastify'],
  'only-desktop-imports-electron': ['src/main/ipc/planted-13.ts', 'electron'],
};

function checkLayers(): string {
  try {
    const options = { cwd: copy, encoding: 'utf8' } as const;
    return execFileSync(process.execPath, ['scripts/check-layers.mjs'], options);
  } catch (caught) {
    return String(Object(caught).stdout);
  }
}

let report: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'vx11-layers-'));
  for (const name of ['src', 'scripts', 'package.json', 'tsconfig.json', 'tsconfig.base.json']) {
    cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  }
  cpSync(join(ROOT, '.dependency-cruiser.mjs'), join(copy, '.dependency-cruiser.mjs'));
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  for (const [file, imported] of Object.values(PLANTED)) {
    const path = join(copy, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `import '${imported}';\n`, { flag: 'a' });
  }
  report = checkLayers();
}, 60_000);
afterAll(() => {
  rmSync(copy, { recursive: true });
});

describe('a planted violation', () => {
  test.for(config.forbidden.map(({ name }) => name))('of %s is caught', (name) => {
    const [file] = PLANTED[name] ?? ['no violation is planted for this rule'];
    expect(report).toMatch(new RegExp(`^${name}: ${file.replaceAll('.', '\\.')} → `, 'm'));
  });
});

test('a checker that reads next to nothing is not believed', () => {
  rmSync(join(copy, 'src/main'), { recursive: true });
  rmSync(join(copy, 'src/renderer'), { recursive: true });
  expect(checkLayers()).toMatch(/the check is broken/);
}, 60_000);
