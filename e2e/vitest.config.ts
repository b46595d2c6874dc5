import { defineConfig } from 'vitest/config';

/** The built product as a process of its own, driven from outside over HTTP. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
