/** The import table: which room may import which, and which package only which room may import. ARCHITECTURE.md explains it. */

/** From the lowest. A room may import itself and every floor below its own. */
export const floors = ['core', 'base', 'watch', 'respond', 'agents', 'face'] as const;
export type Floor = (typeof floors)[number];

/** Rooms of the same floor that may be imported beside the floors below: `*` is every room of the floor. */
export const neighbours: Readonly<Record<string, readonly string[]>> = {
  'base/*': ['base/config', 'base/telemetry', 'base/store', 'base/audit'],
  'base/access': ['base/egress', 'base/vault'],
  'base/accounts': ['base/aws', 'base/access'],
  'base/credentials': ['base/access', 'base/accounts', 'base/aws', 'base/live', 'base/queue', 'base/vault'],
  'respond/noise': ['respond/findings'],
  'agents/*': ['agents/runtime'],
  'agents/types': ['agents/activity'],
  face: ['face/*'],
  'face/accounts': ['face', 'face/cli', 'face/scan'],
  'face/athena': ['face/cli'],
  'face/detect': ['face/cli'],
  'face/integrity': ['face/cli'],
  'face/scan': ['face/cli'],
  'face/commands': ['face', 'face/*'],
};

/** Rooms that stand beside the floors, with all that they may import. `src` is every floor. */
export const annexes: Readonly<Record<string, readonly string[]>> = {
  main: ['face', 'core', 'base/config'],
  sim: ['core', 'base/aws', 'base/config', 'base/telemetry', 'base/units'],
  testing: ['src', 'sim'],
  scripts: ['src', 'sim', 'testing', 'bench'],
  bench: ['src', 'sim', 'testing'],
};

/** The only rooms of the product that may import the simulated AWS. */
export const simUsers: readonly string[] = ['face', 'face/commands'];

/** Where a package may be imported. A package that is not here may be imported nowhere. Tests may also import `testPackages`. */
export const packages: Readonly<Record<string, readonly string[]>> = {
  zod: ['src', 'sim', 'main', 'ui', 'scripts', 'bench', 'testing'],
  yaml: ['src', 'scripts', 'testing'],
  'js-yaml': ['watch/activity'],
  assemblyscript: ['scripts'],
  'node:*': ['base', 'watch', 'respond', 'agents', 'face', 'sim', 'main', 'scripts', 'bench', 'testing'],
  '@aws-sdk/*': ['base/aws', 'sim', 'bench', 'testing'],
  '@smithy/*': ['base/aws', 'sim'],
  cockatiel: ['base/aws'],
  pg: ['base/store'],
  '@electric-sql/pglite': ['base/store'],
  '@duckdb/node-api': ['base/lake'],
  'drizzle-orm': ['base', 'watch', 'respond', 'agents'],
  'pg-boss': ['base/queue', 'base/store'],
  'cron-parser': ['base/queue'],
  redis: ['base/live'],
  pino: ['base/telemetry'],
  'prom-client': ['base/telemetry'],
  'better-auth': ['base/access'],
  jose: ['base/access', 'testing'],
  'openid-client': ['base/access'],
  otpauth: ['base/access', 'testing'],
  undici: ['base/egress'],
  '@inquirer/*': ['face/cli'],
  'csv-parse': ['face/series'],
  hono: ['face/server'],
  '@hono/*': ['face/server'],
  'rate-limiter-flexible': ['face/server'],
  react: ['ui'],
  'react-dom': ['ui'],
  '@mui/*': ['ui'],
  '@emotion/*': ['ui'],
  '@tanstack/*': ['ui'],
  'lucide-react': ['ui'],
  uqr: ['ui'],
  vite: ['ui', 'scripts'],
  '@vitejs/plugin-react': ['ui', 'scripts'],
  vitest: ['testing', 'scripts'],
  'playwright-core': ['testing'],
  '@sparticuz/chromium': ['testing'],
  'drizzle-kit': ['scripts'],
  'oxc-parser': ['scripts'],
};

export const testPackages: readonly string[] = ['vitest', 'playwright-core', '@sparticuz/chromium', 'axe-core', 'pg', 'redis', '@aws-sdk/*', 'pino'];

/** Files that both Node and the browser load: they import zod, core and each other. */
export const sharedFile = /(^src\/core\/|\/contract\.ts$)/;
