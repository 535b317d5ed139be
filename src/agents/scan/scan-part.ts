import { z } from 'zod';
import type { AwsSession } from '../../base/aws/door.ts';
import type { Account } from '../../core/account.ts';
import type { Clock } from '../../core/clock.ts';
import type { Gap } from '../../core/gap.ts';
import type { Severity } from '../../core/severity.ts';
import type { LoadedRules } from '../../watch/activity/sigma/load-rules.ts';

/** One thing worth a person's attention, as a scan tells it. */
export interface ScanFinding {
  readonly severity: Severity;
  /** The rule or the check that says so. */
  readonly id: string;
  readonly title: string;
  readonly accountId: string;
  readonly region: string;
  readonly principal: string | null;
  readonly at: string | null;
  readonly summary: string;
  readonly why: string;
  readonly remedy: string;
  /** How often, when the same was found more than once. */
  readonly times: number;
  /** The events that it stands on. */
  readonly eventIds: readonly string[];
}

/** What a part saw. What it could not see is a gap, never silence. */
export interface ScanResult {
  readonly findings: readonly ScanFinding[];
  readonly gaps: readonly Gap[];
  /** What was looked at, in sentences that a person reads whether or not something was found. */
  readonly seen: readonly string[];
}

export interface ScanContext {
  readonly account: Account;
  readonly regions: readonly string[];
  readonly session: (region: string) => AwsSession;
  readonly since: Date;
  readonly clock: Clock;
  /** Pages of events per region that are worth waiting for. */
  readonly mostPages: number;
  readonly rules: Pick<LoadedRules, 'rules' | 'correlations'>;
  readonly signal: AbortSignal;
  readonly tell: (detail: string) => void;
}

/** One subject of a scan: looked at in each account, and told as one section of the report. */
export interface ScanPart {
  readonly title: string;
  /** Where it stands in the report; the least comes first. */
  readonly place: number;
  /** Every AWS call that it makes. */
  readonly iamActions: readonly string[];
  readonly look: (context: ScanContext) => Promise<ScanResult>;
}

const isFunction = (value: unknown): boolean => typeof value === 'function';

export const scanPartSchema = z.custom<ScanPart>(
  (value) => z.object({ title: z.string().min(1), place: z.number(), iamActions: z.array(z.string()), look: z.custom(isFunction) }).safeParse(value).success,
  'a scan part has a title, a place, iamActions and look',
);

export function defineScanPart(part: ScanPart): ScanPart {
  return part;
}
