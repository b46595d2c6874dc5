import { mkdtempSync, rmSync } from 'node:fs';
import { type FileHandle, open, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HeaderReader } from './header-reader.ts';
import { MAX_HEADER_BYTES } from './limits.ts';

const SIZE = 1_000_000;
const folder = mkdtempSync(join(tmpdir(), 'gguf-reader-'));
let file: FileHandle;

beforeAll(async () => {
  const path = join(folder, 'numbers');
  await writeFile(
    path,
    Buffer.from(Uint32Array.from({ length: SIZE / 4 }, (_, index) => index).buffer),
  );
  file = await open(path);
});

afterAll(async () => {
  await file.close();
  rmSync(folder, { recursive: true });
});

it('reads on where it stopped, across chunks', async () => {
  const reader = new HeaderReader(file, SIZE);
  await reader.need(2, 'two bytes');
  reader.take(2);
  reader.skip(2, 'two bytes');
  await reader.need(600_000, 'many numbers');
  const many = reader.take(600_000);
  expect(many.readUInt32LE(0)).toBe(1);
  expect(many.readUInt32LE(599_996)).toBe(150_000);
  await reader.need(4, 'a number');
  expect(reader.takeU32()).toBe(150_001);
  reader.skip(300_000, 'a list');
  await reader.need(4, 'a number');
  expect(reader.takeU32()).toBe(225_002);
  expect(reader.remaining).toBe(SIZE - reader.position);
});

it('refuses to go past the end', async () => {
  const reader = new HeaderReader(file, SIZE);
  reader.skip(SIZE - 4, 'nearly all');
  await expect(reader.need(8, 'the last number')).rejects.toMatchObject({
    code: 'GGUF_TRUNCATED',
    message: expect.stringContaining('the last number'),
  });
});

it('notices a file that has shrunk since its size was asked', async () => {
  const reader = new HeaderReader(file, SIZE * 2);
  reader.skip(SIZE - 4, 'nearly all');
  await expect(reader.need(8, 'the rest')).rejects.toMatchObject({ code: 'GGUF_TRUNCATED' });
});

it('refuses a header beyond its limit, however large the file', async () => {
  const reader = new HeaderReader(file, Number.MAX_SAFE_INTEGER);
  await expect(reader.need(MAX_HEADER_BYTES + 1, 'a list')).rejects.toMatchObject({
    code: 'GGUF_INVALID',
  });
  expect(() => reader.skip(MAX_HEADER_BYTES + 1, 'a list')).toThrow('header is larger');
});
