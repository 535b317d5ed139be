import { severityRank, type Severity } from '../core/severity.ts';
import { policiesOf } from './access/decide-access.ts';
import { openTestSim, type TestCredentials, type TestSim } from './open-test-sim.ts';
import type { CloudTrailRecord } from './world/cloudtrail-record.ts';
import type { WorldOptions } from './world/create-world.ts';
import type { PolicyDocument, StoryTruth } from './world/world.ts';

const minuteMs = 60_000;
const startedAt = new Date('2026-11-18T10:00:00Z');

export interface ToldStory {
  readonly test: TestSim;
  readonly truth: StoryTruth;
  /** Of the account that it happens in. */
  administrator(): Promise<TestCredentials>;
  /** What whoever does it is allowed, as things stand. */
  actorPolicies(): PolicyDocument[];
  /** Some minutes after all of it has been told, or after somebody has put it right. */
  skipTo(moment: 'told' | 'resolved'): void;
  /** Which rules of severity high and above fire on which calls, of all that went on in its places since it began. */
  firing(rules: readonly JudgingRule[]): string[];
}

interface JudgingRule {
  readonly id: string;
  readonly alerts: boolean;
  readonly severity: Severity;
  readonly matches: (record: Readonly<Record<string, unknown>>) => boolean;
}

/** A world in which one story begins so many minutes from now. */
export async function tellTestStory(storyId: string, { inMinutes, ...options }: Partial<WorldOptions> & { inMinutes: number }): Promise<ToldStory> {
  const test = await openTestSim({ startedAt, accounts: 4, plan: [{ storyId, startsAt: new Date(startedAt.getTime() + inMinutes * minuteMs) }], ...options });
  const { world } = test;
  const [truth] = world.truth;
  if (!truth) throw new Error(`${storyId} was not planted`);
  return {
    test,
    truth,
    administrator: () => test.administrator(world.accounts.get(truth.accountId)),
    actorPolicies() {
      world.advance();
      const account = world.accounts.get(truth.accountId);
      const name = truth.principal.split('/')[1] ?? '';
      const identity = truth.principal.includes(':user/') ? account?.users.get(name) : account?.roles.get(name);
      if (!account || !identity) throw new Error(`${storyId} is done by nobody that there is`);
      return policiesOf(account, identity);
    },
    skipTo: (moment) => test.advance(Date.parse(moment === 'told' ? truth.endsAt : truth.resolvedAt) + 10 * minuteMs - world.clock().getTime()),
    firing(rules) {
      const window = { from: new Date(truth.startsAt), to: world.clock() };
      const regions = [...new Set(truth.steps.map(({ region }) => region))];
      const records = regions.flatMap((region): CloudTrailRecord[] => [...world.activity.lookup({ accountId: truth.accountId, region }, window)]);
      return records.flatMap((record) => rules.flatMap(({ id, alerts, severity, matches }) => (alerts && severityRank(severity) >= severityRank('high') && matches({ ...record }) ? [`${id}: ${record.eventName}`] : []))).sort();
    },
  };
}
