import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config } from '../../base/config/config-schema.ts';
import { openStore } from '../../base/store/open-store.ts';
import { AppError } from '../../core/app-error.ts';
import { systemClock } from '../../core/clock.ts';
import type { RuleNoise } from '../../respond/noise/contract.ts';
import { measureNoise } from '../../respond/noise/measure-noise.ts';
import { openRuleBook } from '../../watch/activity/rulebook/rule-book.ts';
import type { AnyRule } from '../../watch/activity/sigma/link-rules.ts';

export interface NoiseColumns {
  readonly state: string;
  readonly alertsPerDay: number;
  readonly alerts30Days: number;
  readonly truePositives: number;
  readonly decided: number;
  readonly precision: number | null;
}

/** What the database knows of each rule, by its id. */
export async function readNoise({ data, store: { databaseUrl }, rules: { staging } }: Config, rules: readonly AnyRule[]): Promise<ReadonlyMap<string, NoiseColumns>> {
  if (databaseUrl === undefined && !existsSync(resolve(data.folder))) throw new AppError('not-found', `There is no database in ${data.folder}`, { hint: 'Name the data folder with --data, or the server with DATABASE_URL' });
  const store = await openStore({ dataFolder: data.folder, databaseUrl });
  try {
    const { statuses, ...promotion } = staging;
    const book = openRuleBook({ store, clock: systemClock, rules, stagedStatuses: statuses });
    const noise = await measureNoise({ store, book, clock: systemClock, promotion, matches: () => true, ruleIds: rules.map(({ id }) => id) }, { scope: 'all' });
    const decisions = await book.decisions();
    return new Map(noise.map((one) => [one.ruleId, { state: decisions.stateOf(one.ruleId), ...columnsOf(one) }]));
  } finally {
    await store.close();
  }
}

function columnsOf({ week, month, verdicts, decided, precision }: RuleNoise): Omit<NoiseColumns, 'state'> {
  return { alertsPerDay: Math.round(week.perDay * 100) / 100, alerts30Days: month.alerts, truePositives: verdicts.truePositive, decided, precision: precision === null ? null : Math.round(precision * 1_000) / 1_000 };
}
