import type { AccountScope } from '../../core/account-scope.ts';
import type { Clock } from '../../core/clock.ts';
import { isAppError } from '../../core/app-error.ts';
import type { Log } from '../../base/telemetry/create-log.ts';

/** Something that the server stands on. `check` fails when it is not well; an AppError's message is told. */
export interface Part {
  /** Without it the server cannot do its work. */
  readonly isRequired: boolean;
  /** What it says of itself names AWS accounts: only who may know of all of them is told. */
  readonly namesAccounts?: boolean;
  readonly check: () => Promise<void>;
}

interface PartReport {
  readonly status: 'ok' | 'failing';
  readonly because?: string;
  readonly since?: string;
}

export interface HealthReport {
  readonly status: 'ok' | 'degraded' | 'failing';
  readonly version: string;
  readonly parts: Readonly<Record<string, PartReport>>;
}

export interface Health {
  /** Always answers, soon: a part that says nothing is a part that is not well. */
  report(scope: AccountScope): Promise<HealthReport>;
  isReady(): Promise<boolean>;
}

const patienceMs = 2_000;
const freshMs = 1_000;

export function createHealth({ parts, version, clock, log }: { parts: Readonly<Record<string, Part>>; version: string; clock: Clock; log: Log }): Health {
  const failing = new Map<string, Date>();
  let last: { readonly at: number; readonly reports: Promise<Record<string, PartReport>> } | undefined;

  async function look(name: string, part: Part): Promise<PartReport> {
    try {
      await inTime(part.check());
      if (failing.delete(name)) log.info({ part: name }, 'Is well again');
      return { status: 'ok' };
    } catch (error) {
      if (!failing.has(name)) {
        failing.set(name, clock());
        log.error({ err: error, part: name }, 'Is not well');
      }
      const because = isAppError(error) ? error.message : error instanceof Silence ? error.message : 'It fails; the log says why';
      return { status: 'failing', because, since: (failing.get(name) ?? clock()).toISOString() };
    }
  }

  async function lookAtAll(): Promise<Record<string, PartReport>> {
    return Object.fromEntries(await Promise.all(Object.entries(parts).map(async ([name, part]) => [name, await look(name, part)] as const)));
  }

  function reports(): Promise<Record<string, PartReport>> {
    const at = performance.now();
    if (!last || at - last.at > freshMs) last = { at, reports: lookAtAll() };
    return last.reports;
  }

  function withoutAccounts(found: Record<string, PartReport>): Record<string, PartReport> {
    return Object.fromEntries(Object.entries(found).map(([name, { because, ...report }]) => {
      const isTold = because !== undefined && parts[name]?.namesAccounts !== true;
      return [name, isTold ? { ...report, because } : report];
    }));
  }

  const isDown = (found: Record<string, PartReport>) => Object.entries(parts).some(([name, { isRequired }]) => isRequired && found[name]?.status !== 'ok');

  return {
    async report(scope) {
      const found = await reports();
      const isWell = Object.values(found).every(({ status }) => status === 'ok');
      return { status: isWell ? 'ok' : isDown(found) ? 'failing' : 'degraded', version, parts: scope === 'all' ? found : withoutAccounts(found) };
    },
    isReady: async () => !isDown(await reports()),
  };
}

class Silence extends Error {}

async function inTime(check: Promise<void>): Promise<void> {
  const { promise: silence, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Silence(`It did not answer within ${patienceMs / 1_000} s`)), patienceMs);
  try {
    await Promise.race([check, silence]);
  } finally {
    clearTimeout(timer);
  }
}
