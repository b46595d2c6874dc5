import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';

const at = (path: string) => resolve(import.meta.dirname, path);

/**
 * What stays in node_modules at run time; the rest is bundled, because reading one file starts
 * several times faster than resolving hundreds of packages.
 * - better-sqlite3 and node-llama-cpp carry compiled code.
 * - @fastify/swagger-ui serves the files of its own folder, which it finds beside its source.
 */
const external = [
  'electron',
  'better-sqlite3',
  'node-llama-cpp',
  /^@node-llama-cpp\//,
  '@fastify/swagger-ui',
];

/** The page's policy allows no inline code; Vite's development server cannot do without it. */
const relaxPolicyInDevelopment: Plugin = {
  name: 'relax-policy-in-development',
  apply: 'serve',
  transformIndexHtml: (html) =>
    html.replaceAll(/(script|style)-src 'self'/g, "$1-src 'self' 'unsafe-inline'"),
};

export default defineConfig({
  main: {
    build: {
      sourcemap: true,
      // Everything not named above is bundled, also what package.json lists as a dependency.
      externalizeDeps: false,
      rolldownOptions: {
        input: {
          index: at('src/main/index.ts'),
          headless: at('src/main/headless.ts'),
          'engine-host': at('src/main/engine/host/main.ts'),
          vx11: at('src/main/cli/vx11.ts'),
        },
        external,
        output: { format: 'es' },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at('src/preload/index.ts') },
        // A sandboxed preload cannot be an ES module.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src/renderer'),
    // Relative, so that the same files work from disk and under /console/.
    base: './',
    plugins: [react(), relaxPolicyInDevelopment],
    build: {
      outDir: at('out/renderer'),
      // electron-vite leaves pages as they are; this one also travels over HTTP.
      minify: true,
      rolldownOptions: { input: at('src/renderer/index.html') },
    },
  },
});
