/**
 * Who may enter which room (ARCHITECTURE.md, "Rooms"). `scripts/check-layers.mjs` runs it.
 * @type {import('dependency-cruiser').IConfiguration}
 */
const DOMAIN = '^src/main/(switch|hermes|cli-hub|shub)/';
/** Tests use the real thing, whichever room it is in. */
const TESTS = '\\.(test|test-support)\\.tsx?$|/testing/';

/** Only `from` may import the package. */
const onlyImporter = (name, packages, from) => ({
  name,
  severity: 'error',
  from: { path: '^src/', pathNot: from },
  to: { path: `(^|/)node_modules/(@types/)?(${packages})/` },
});

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domains-are-strangers',
      comment: 'switch, hermes, cli-hub and shub state what they need in their own ports.ts',
      severity: 'error',
      from: { path: DOMAIN },
      to: { path: DOMAIN, pathNot: '^src/main/$1/' },
    },
    {
      name: 'domains-know-no-machinery',
      comment: 'engine and hermesdb implement the ports; compose.ts joins them',
      severity: 'error',
      from: { path: DOMAIN, pathNot: TESTS },
      to: { path: '^src/main/(engine|hermesdb|http|ipc|desktop|api)/' },
    },
    {
      name: 'machinery-knows-ports-only',
      severity: 'error',
      from: { path: '^src/main/(engine|hermesdb)/', pathNot: TESTS },
      to: { path: DOMAIN, pathNot: '/ports\\.ts$' },
    },
    {
      name: 'engine-and-database-are-strangers',
      comment: 'hermesdb keeps what the engine states in its ports.ts',
      severity: 'error',
      from: { path: '^src/main/(engine|hermesdb)/', pathNot: TESTS },
      to: { path: '^src/main/(engine|hermesdb)/', pathNot: '^src/main/$1/|/ports\\.ts$' },
    },
    {
      name: 'doors-decide-nothing',
      comment: 'http, ipc and api call services; they never reach the engine or the database',
      severity: 'error',
      from: { path: '^src/main/(http|ipc|api)/', pathNot: TESTS },
      to: { path: '^src/main/(engine|hermesdb)/' },
    },
    {
      name: 'desktop-knows-its-port',
      comment: 'desktop states what it needs of the core in its ports.ts; index.ts joins them',
      severity: 'error',
      from: { path: '^src/main/desktop/' },
      to: { path: '^src/main/(?!desktop/|core/)' },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: 'core-is-the-floor',
      severity: 'error',
      from: { path: '^src/main/core/' },
      to: { path: '^src/main/(?!core/)' },
    },
    {
      name: 'shared-stands-alone',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { path: '^src/(main|preload|renderer)/' },
    },
    {
      name: 'shared-imports-little',
      comment: 'zod and the contract side of oRPC',
      severity: 'error',
      from: { path: '^src/shared/', pathNot: TESTS },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'core'],
        pathNot: '(^|/)node_modules/(zod|@orpc/contract)/',
      },
    },
    {
      name: 'renderer-imports-shared-only',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { path: '^src/(main|preload)/' },
    },
    {
      name: 'preload-imports-nothing-of-main',
      severity: 'error',
      from: { path: '^src/preload/' },
      to: { path: '^src/(main|renderer)/' },
    },
    {
      name: 'headless-has-no-electron',
      severity: 'error',
      from: { path: '^src/main/headless\\.ts$' },
      to: { path: '(^|/)electron(/|$)', reachable: true },
    },
    onlyImporter('only-hermesdb-imports-sqlite', 'better-sqlite3', '^src/main/hermesdb/'),
    onlyImporter('only-host-imports-llama', 'node-llama-cpp', '^src/main/engine/host/'),
    onlyImporter('only-http-imports-fastify', 'fastify|@fastify/[^/]+', '^src/main/http/'),
    onlyImporter(
      'only-desktop-imports-electron',
      'electron',
      '^src/(preload/|main/(index\\.ts$|desktop/|core/children/utility-process-adapter\\.ts$))',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
      exportsFields: ['exports'],
    },
  },
};
