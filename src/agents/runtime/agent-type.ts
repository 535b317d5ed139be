import { z } from 'zod';
import type { AwsSession } from '../../base/aws/door.ts';
import type { LiveEvents } from '../../base/live/live-events.ts';
import type { Db, Store } from '../../base/store/store.ts';
import type { Account } from '../../core/account.ts';
import type { LogLevel } from '../../core/agent.ts';
import type { Clock } from '../../core/clock.ts';
import type { FindingDraft } from '../../core/finding.ts';
import type { Gap } from '../../core/gap.ts';
import type { NoiseControl } from '../../respond/noise/noise-control.ts';
import type { AthenaDesk } from '../../watch/activity/athena/athena-desk.ts';
import type { ActivityLake } from '../../watch/activity/lake/open-activity-lake.ts';
import type { RuleBook } from '../../watch/activity/rulebook/rule-book.ts';
import type { CorrelationRule, Rule } from '../../watch/activity/sigma/rule.ts';

/** One kind of agent: what it may be told, how often it runs, what it may call, and what it does. */
export interface AgentType<Settings extends z.ZodObject = z.ZodObject> {
  readonly title: string;
  readonly about: string;
  readonly settings: Settings;
  /** The interval of a new agent of this type, such as `60s`. */
  readonly every: string;
  readonly iamActions: readonly string[];
  /** What it calls beside once its settings switch a feature on, by the feature's name in `watchkeeper policy --with`. */
  readonly features?: Readonly<Record<string, readonly string[]>>;
  readonly run: (context: RunContext<z.output<Settings>>) => Promise<void>;
}

/** Everything one run may use. Findings and checkpoints go through it, so that a type stores nothing by itself; what is read in volumes is stored by the activity room. */
export interface RunContext<Settings = Record<string, unknown>> {
  readonly settings: Settings;
  readonly accounts: readonly Account[];
  readonly lake: ActivityLake;
  readonly rules: readonly Rule[];
  readonly correlations: readonly CorrelationRule[];
  readonly book: RuleBook;
  /** What is measured of rules, and how much an account may tell a day; without it, everything is told. */
  readonly noise?: NoiseControl;
  /** Where Athena may be asked; absent where it is off. */
  readonly athena?: AthenaDesk;
  readonly store: Store;
  readonly live: LiveEvents;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** A door to one account and region that lets through what the type declared. */
  aws(account: Account, region: string): AwsSession;
  /** Stores findings; returns how many were new or had new evidence. */
  record(drafts: readonly FindingDraft[]): Promise<number>;
  gap(gap: Gap): void;
  count(name: string, by: number): void;
  log(level: LogLevel, message: string, fields?: Record<string, unknown>): void;
  readonly checkpoints: {
    get(key: string): Promise<string | undefined>;
    set(key: string, value: string): Promise<void>;
    /** As a part of a transaction that stores what was read. */
    setIn(db: Db, key: string, value: string): Promise<void>;
  };
}

export function defineAgentType<Settings extends z.ZodObject>(type: AgentType<Settings>): AgentType {
  return { ...type, run: (context) => type.run({ ...context, settings: type.settings.parse(context.settings) }) };
}

/** What a unit file of this kind must export. */
export const agentTypeSchema = z.custom<AgentType>((value) => {
  const shape = z.object({
    title: z.string().min(1),
    about: z.string().min(1),
    settings: z.instanceof(z.ZodObject),
    every: z.string(),
    iamActions: z.array(z.string().regex(/^[a-z0-9-]+:[A-Za-z0-9]+$/)),
    run: z.function(),
  });
  return shape.safeParse(value).success;
}, 'an agent type: title, about, settings, every, iamActions, run');
