import { randomUUID } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import type { Store } from '../../../base/store/store.ts';
import { AppError } from '../../../core/app-error.ts';
import type { Clock } from '../../../core/clock.ts';
import type { Severity } from '../../../core/severity.ts';
import { matchText } from '../sigma/match-text.ts';
import { fieldPath, someValue } from '../sigma/read-values.ts';
import { ruleExceptions, ruleSettings } from './tables.ts';
import type { RuleException } from './contract.ts';

export type RuleState = 'on' | 'off' | 'staged';

/** What people decided about rules, at one moment. */
export interface RuleDecisions {
  stateOf(ruleId: string): RuleState;
  severityOf(ruleId: string): Severity | null;
  exceptionsOf(ruleId: string): readonly RuleException[];
  /** Whether an exception of the rule, or of the rule that counts it, covers the record. */
  isExcepted(ruleId: string, record: unknown): boolean;
}

export interface RuleBook {
  /** As they are now, or were some seconds ago: they are asked for every delivery. */
  decisions(): Promise<RuleDecisions>;
  change(ruleId: string, change: { state?: RuleState | undefined; severity?: Severity | null | undefined }, by: string): Promise<void>;
  except(ruleId: string, exception: { field: string; value: string; reason: string; expiresAt: string | null }, by: string): Promise<void>;
  withdraw(exceptionId: string): Promise<void>;
}

const freshMs = 10_000;

export function openRuleBook({ store, clock }: { store: Store; clock: Clock }): RuleBook {
  let known: { readonly atMs: number; readonly decisions: Promise<RuleDecisions> } | null = null;
  const forget = () => {
    known = null;
  };
  return {
    decisions() {
      const atMs = clock().getTime();
      if (!known || atMs - known.atMs > freshMs) known = { atMs, decisions: readDecisions(store, clock) };
      return known.decisions;
    },
    async change(ruleId, { state, severity }, by) {
      const [before] = await store.db.select().from(ruleSettings).where(eq(ruleSettings.ruleId, ruleId));
      const row = { state: state ?? before?.state ?? ('on' as const), severity: severity === undefined ? (before?.severity ?? null) : severity, changedBy: by, changedAt: clock().toISOString() };
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

async function readDecisions(store: Store, clock: Clock): Promise<RuleDecisions> {
  const settings = new Map((await store.db.select().from(ruleSettings)).map((row) => [row.ruleId, row]));
  const rows = await store.db.select().from(ruleExceptions).orderBy(asc(ruleExceptions.madeAt), asc(ruleExceptions.id));
  const exceptions = Map.groupBy(rows.map(exceptionFromRow), ({ ruleId }) => ruleId);
  const nowMs = clock().getTime();
  return {
    stateOf: (ruleId) => settings.get(ruleId)?.state ?? 'on',
    severityOf: (ruleId) => settings.get(ruleId)?.severity ?? null,
    exceptionsOf: (ruleId) => exceptions.get(ruleId) ?? [],
    isExcepted: (ruleId, record) => (exceptions.get(ruleId) ?? []).some(({ expiresAt, field, value }) => (expiresAt === null || Date.parse(expiresAt) > nowMs) && someValue(record, fieldPath(field), matchText(value, { place: null, isCased: false }).test)),
  };
}

function exceptionFromRow(row: typeof ruleExceptions.$inferSelect): RuleException & { readonly ruleId: string } {
  return { ...row, madeAt: new Date(row.madeAt).toISOString(), expiresAt: row.expiresAt === null ? null : new Date(row.expiresAt).toISOString() };
}
