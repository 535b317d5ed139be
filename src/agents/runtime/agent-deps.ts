import type { AwsDoor } from '../../base/aws/door.ts';
import type { LiveEvents } from '../../base/live/live-events.ts';
import type { Queue } from '../../base/queue/queue.ts';
import type { Store } from '../../base/store/store.ts';
import type { Log } from '../../base/telemetry/create-log.ts';
import type { Execution } from '../../core/agent.ts';
import type { Clock } from '../../core/clock.ts';
import type { NoiseControl } from '../../respond/noise/noise-control.ts';
import type { AthenaDesk } from '../../watch/activity/athena/athena-desk.ts';
import type { ActivityLake } from '../../watch/activity/lake/open-activity-lake.ts';
import type { RuleBook } from '../../watch/activity/rulebook/rule-book.ts';
import type { CorrelationRule, Rule } from '../../watch/activity/sigma/rule.ts';
import type { AgentType } from './agent-type.ts';

/** What agents stand on. */
export interface AgentDeps {
  readonly store: Store;
  readonly queue: Queue;
  readonly live: LiveEvents;
  readonly aws: AwsDoor;
  readonly log: Log;
  readonly clock: Clock;
  readonly types: ReadonlyMap<string, AgentType>;
  readonly lake: ActivityLake;
  readonly rules: readonly Rule[];
  readonly correlations: readonly CorrelationRule[];
  /** What people decided about rules. */
  readonly book: RuleBook;
  /** What is measured of rules, and how much an account may tell a day; without it, everything is told. */
  readonly noise?: NoiseControl;
  /** Where Athena may be asked; absent where it is off. */
  readonly athena?: AthenaDesk;
  /** Told of every ended execution, for metrics. */
  readonly onExecution: (execution: Execution, typeId: string) => void;
}
