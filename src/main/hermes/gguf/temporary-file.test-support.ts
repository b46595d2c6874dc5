import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { GgufSummary } from './summary.ts';
import { validateGguf } from './validate.ts';

/** Validates bytes as a file; the folder goes when the tests of the calling file are over. */
export function fileValidator(): (bytes: Buffer) => Promise<GgufSummary> {
  const folder = mkdtempSync(join(tmpdir(), 'gguf-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let files = 0;
  return async (bytes) => {
    files += 1;
    const path = join(folder, `${files}.gguf`);
    await writeFile(path, bytes);
    return validateGguf(path);
  };
}
