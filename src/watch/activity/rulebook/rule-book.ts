import { randomUUID } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import type { Store } from '../../../base/store/store.ts';
import { AppError } from '../../../core/app-error.ts';
import type { Clock } from '../../../core/clock.ts';
import type { Severity } from '../../../core/severity.ts';
import type { AnyRule } from '../sigma/link-rules.ts';
import type { CorrelationRule } from '../sigma/rule.ts';
import { coversRecord } from './covers-record.ts';
import { keepTrials, readTrials } from './keep-trials.ts';
import { ruleExceptions, ruleSettings } from './tables.ts';
import { tuneCorrelation, type Tuning } from './tune-correlation.ts';
import type { RuleException } from './contract.ts';

export type RuleState = 'on' | 'off' | 'staged';

/** What people decided about rules, at one moment. */
export interface RuleDecisions {
  stateOf(ruleId: string): RuleState;
  /** As its file has it: rules that their authors call a trial are staged. */
  writtenStateOf(ruleId: string): RuleState;
  severityOf(ruleId: string): Severity | null;
  tuningOf(ruleId: string): Tuning | null;
  changedOf(ruleId: string): { readonly by: string; readonly at: string } | null;
  exceptionsOf(ruleId: string): readonly RuleException[];
  /** Whether an exception of the rule, or of the rule that counts it, covers the record. */
  isExcepted(ruleId: string, record: unknown): boolean;
  /** The correlations as they are to count: without those that are off, with the severity and the numbers that people gave them. */
  correlationsFor(correlations: readonly CorrelationRule[]): readonly CorrelationRule[];
}

export interface RuleChange {
  readonly state?: RuleState | undefined;
  readonly severity?: Severity | null | undefined;
  readonly tuning?: Tuning | null | undefined;
}

export type NewException = Pick<RuleException, 'field' | 'value' | 'also' | 'reason' | 'expiresAt'>;

export interface RuleBook {
  /** As they are now, or were some seconds ago: they are asked for every delivery. */
  decisions(): Promise<RuleDecisions>;
  /** Since when each rule judges what comes, by its id. */
  trials(): Promise<ReadonlyMap<string, Date>>;
  change(ruleId: string, change: RuleChange, by: string): Promise<void>;
  except(ruleId: string, exception: NewException, by: string): Promise<void>;
  withdraw(exceptionId: string): Promise<void>;
}

export interface RuleBookOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly rules?: readonly AnyRule[];
  /** Rules of these statuses are staged until a person, or their measured noise, promotes them. */
  readonly stagedStatuses?: readonly string[];
}

interface Reading {
  readonly atMs: number;
  readonly decisions: Promise<RuleDecisions>;
}

const freshMs = 10_000;

export function openRuleBook({ store, clock, rules = [], stagedStatuses = [] }: RuleBookOptions): RuleBook {
  const staged = new Set(rules.filter(({ file }) => stagedStatuses.includes(file.status)).map(({ id }) => id));
  let begun: Promise<void> | null = null;
  let known: Reading | null = null;
  const forget = () => {
    known = null;
  };
  const begin = () =>
    (begun ??= keepTrials(store, rules, clock()).catch((error: unknown) => {
      begun = null;
      throw error;
    }));
  const read = (atMs: number) => {
    const reading: Reading = {
      atMs,
      decisions: readDecisions(store, clock, staged).catch((error: unknown) => {
        if (known === reading) forget();
        throw error;
      }),
    };
    return reading;
  };
  return {
    async decisions() {
      await begin();
      const atMs = clock().getTime();
      if (!known || atMs - known.atMs > freshMs) known = read(atMs);
      return known.decisions;
    },
    async trials() {
      await begin();
      return readTrials(store);
    },
    async change(ruleId, { state, severity, tuning }, by) {
      const [before] = await store.db.select().from(ruleSettings).where(eq(ruleSettings.ruleId, ruleId));
      const row = {
        state: state ?? before?.state ?? (staged.has(ruleId) ? ('staged' as const) : ('on' as const)),
        severity: severity === undefined ? (before?.severity ?? null) : severity,
        tuning: tuning === undefined ? (before?.tuning ?? null) : tuning,
        changedBy: by,
        changedAt: clock().toISOString(),
      };
      await store.db.insert(ruleSettings).values({ ruleId, ...row }).onConflictDoUpdate({ target: ruleSettings.ruleId, set: row });
      forget();
    },
    async except(ruleId, exception, by) {
      await store.db.insert(ruleExceptions).values({ id: randomUUID(), ruleId, ...exception, madeBy: by, madeAt: clock().toISOString() });
      forget();
    },
    async withdraw(exceptionId) {
      const gone = await store.db.delete(ruleExceptions).where(eq(ruleExceptions.id, exceptionId)).returning({ id: ruleExceptions.id });
      if (gone.length === 0) throw new AppError('not-found', `There is no exception ${exceptionId}`);
      forget();
    },
  };
}

async function readDecisions(store: Store, clock: Clock, staged: ReadonlySet<string>): Promise<RuleDecisions> {
  const settings = new Map((await store.db.select().from(ruleSettings)).map((row) => [row.ruleId, row]));
  const rows = await store.db.select().from(ruleExceptions).orderBy(asc(ruleExceptions.madeAt), asc(ruleExceptions.id));
  const exceptions = Map.groupBy(rows.map(exceptionFromRow), ({ ruleId }) => ruleId);
  const nowMs = clock().getTime();
  const writtenStateOf = (ruleId: string): RuleState => (staged.has(ruleId) ? 'staged' : 'on');
  const stateOf = (ruleId: string) => settings.get(ruleId)?.state ?? writtenStateOf(ruleId);
  return {
    stateOf,
    writtenStateOf,
    severityOf: (ruleId) => settings.get(ruleId)?.severity ?? null,
    tuningOf: (ruleId) => settings.get(ruleId)?.tuning ?? null,
    changedOf(ruleId) {
      const row = settings.get(ruleId);
      return row ? { by: row.changedBy, at: new Date(row.changedAt).toISOString() } : null;
    },
    exceptionsOf: (ruleId) => exceptions.get(ruleId) ?? [],
    isExcepted: (ruleId, record) => (exceptions.get(ruleId) ?? []).some((exception) => (exception.expiresAt === null || Date.parse(exception.expiresAt) > nowMs) && coversRecord(exception, record)),
    correlationsFor: (correlations) =>
      correlations.flatMap((rule) => {
        if (stateOf(rule.id) === 'off') return [];
        const { tuning, severity } = settings.get(rule.id) ?? { tuning: null, severity: null };
        const tuned = tuning ? tuneCorrelation(rule, tuning) : rule;
        return [severity === null ? tuned : { ...tuned, severity }];
      }),
  };
}

function exceptionFromRow(row: typeof ruleExceptions.$inferSelect): RuleException & { readonly ruleId: string } {
  return { ...row, also: row.also ?? [], madeAt: new Date(row.madeAt).toISOString(), expiresAt: row.expiresAt === null ? null : new Date(row.expiresAt).toISOString() };
}
