import { startPostgres } from './start-postgres.ts';
import { startRedis } from './start-redis.ts';
import type { TestService } from './test-service.ts';

export interface TestServices {
  /** What tests read to find the services. */
  readonly env: Readonly<Record<string, string>>;
  /** One sentence per service, for people. */
  readonly told: readonly string[];
  /** What to install before the system tests can run; empty when all is there. */
  readonly missing: readonly string[];
  stop(): Promise<void>;
}

interface Wanted {
  readonly name: string;
  readonly variable: string;
  readonly install: string;
  readonly start: () => Promise<TestService | undefined>;
}

const wanted: readonly Wanted[] = [
  {
    name: 'PostgreSQL',
    variable: 'WATCHKEEPER_TEST_DATABASE_URL',
    install: 'PostgreSQL (Debian: apt-get install postgresql; macOS: brew install postgresql)',
    start: startPostgres,
  },
  {
    name: 'Redis',
    variable: 'WATCHKEEPER_TEST_REDIS_URL',
    install: 'Redis (Debian: apt-get install redis-server; macOS: brew install redis)',
    start: startRedis,
  },
];

/**
 * A PostgreSQL and a Redis for the system tests: the one that a variable names, else one of our own, started from
 * the installed programs. Whatever listens on the usual ports is left alone: it belongs to somebody.
 */
export async function startTestServices(env: Readonly<Record<string, string | undefined>>): Promise<TestServices> {
  const found: Record<string, string> = {};
  const told: string[] = [];
  const missing: string[] = [];
  const started: TestService[] = [];
  for (const service of wanted) {
    const given = env[service.variable];
    const own = given === undefined ? await service.start() : undefined;
    if (own) started.push(own);
    const url = given ?? own?.url;
    if (url === undefined) missing.push(service.install);
    else found[service.variable] = url;
    if (url !== undefined) told.push(`${service.name}: ${own ? 'started for these tests' : new URL(url).host}`);
  }
  return {
    env: found,
    told,
    missing,
    async stop() {
      await Promise.all(started.map((service) => service.stop()));
    },
  };
}
