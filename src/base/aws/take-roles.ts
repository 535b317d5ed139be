import type { Account, RoleSource } from '../../core/account.ts';
import type { Clock } from '../../core/clock.ts';
import { CallFailure, credentialsGap, gapFor, type CallPlace } from './call-failure.ts';
import type { ClientPool } from './client-pool.ts';
import type { Credentials } from './credentials.ts';
import type { RoleRemarks } from './role-remarks.ts';
import { policyToAssume } from './session-policy.ts';
import type { Input } from './services.ts';

export interface RoleOrder {
  readonly account: Account;
  readonly source: RoleSource;
  readonly base: Credentials;
  /** What the last session may do at most. */
  readonly policy: string;
  readonly sessionName: string;
  readonly sourceIdentity: string;
}

export interface RoleTakerParts {
  readonly clients: ClientPool;
  readonly clock: Clock;
  readonly remarks: RoleRemarks;
  /** One call of STS with all that guards a call. */
  readonly send: <T>(place: CallPlace, account: Account, send: (signal: AbortSignal | undefined) => Promise<T>) => Promise<T>;
}

/** AWS gives a role that was taken on by a role no longer than this. */
const chainedSeconds = 3_600;

/**
 * Takes on the roles that lead to an account, one after the other. What a trust policy or a role refuses although it is not
 * needed, the source identity and a longer session, is left out, remembered and told.
 */
export function openRoleTaker({ clients, clock, remarks, send }: RoleTakerParts): (order: RoleOrder) => Promise<Credentials> {
  return async function take(order) {
    const { account } = order;
    if (remarks.has(account, 'no-source-identity')) return walk(order, undefined);
    try {
      const credentials = await walk(order, order.sourceIdentity);
      remarks.drop(account, 'no-source-identity');
      return credentials;
    } catch (refusal) {
      if (!(refusal instanceof CallFailure) || refusal.gap.reason !== 'access-denied') throw refusal;
      const credentials = await walk(order, undefined).catch(() => {
        throw refusal;
      });
      remarks.add(account, 'no-source-identity', `The trust policy of ${order.source.roleArn} does not allow sts:SetSourceIdentity, so the calls of one run cannot be told from those of another by their source identity in CloudTrail; allow it there, as the onboarding templates do`);
      return credentials;
    }
  };

  async function walk(order: RoleOrder, sourceIdentity: string | undefined): Promise<Credentials> {
    const { source, policy, base } = order;
    const steps = [...(source.chain ?? []), source];
    let credentials = base;
    for (const [index, step] of steps.entries()) {
      const next = steps[index + 1];
      const held = credentials;
      credentials = await takeOne(order, { held, step, sourceIdentity, policy: next ? policyToAssume(next.roleArn) : policy, seconds: next ? undefined : secondsFor(order, held) });
    }
    return credentials;
  }

  function secondsFor({ account, source: { sessionSeconds } }: RoleOrder, held: Credentials): number | undefined {
    if (sessionSeconds === undefined || remarks.has(account, 'shorter-session')) return undefined;
    return held.sessionToken === undefined ? sessionSeconds : Math.min(sessionSeconds, chainedSeconds);
  }

  async function takeOne(order: RoleOrder, { held, step, sourceIdentity, policy, seconds }: RoleStep): Promise<Credentials> {
    const { account, sessionName } = order;
    const place = { accountId: account.accountId, region: account.defaultRegion, service: 'sts', operation: 'AssumeRole', action: 'sts:AssumeRole' };
    const input: Input<'sts', 'AssumeRole'> = {
      RoleArn: step.roleArn,
      RoleSessionName: sessionName,
      Policy: policy,
      ...(step.externalId === undefined ? {} : { ExternalId: step.externalId }),
      ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
      ...(seconds === undefined ? {} : { DurationSeconds: seconds }),
    };
    const client = await clients.get('sts', account.defaultRegion, async () => held);
    try {
      const { Credentials: answer } = await send(place, account, (signal) => client.send('AssumeRole', input, signal));
      if (!answer?.AccessKeyId || !answer.SecretAccessKey) throw new CallFailure(gapFor(place, 'credentials', clock()), undefined);
      return {
        accessKeyId: answer.AccessKeyId,
        secretAccessKey: answer.SecretAccessKey,
        ...(answer.SessionToken === undefined ? {} : { sessionToken: answer.SessionToken }),
        ...(answer.Expiration === undefined ? {} : { expiration: answer.Expiration }),
      };
    } catch (error) {
      if (error instanceof CallFailure || !(error instanceof Error) || !isRefusalOfSts(error)) throw error;
      if (seconds !== undefined && error.message.includes('DurationSeconds')) {
        remarks.add(account, 'shorter-session', `${step.roleArn} gives no session of ${seconds} seconds, so AWS's usual hour is used; raise its maximum session duration, or ask for less`);
        return takeOne(order, { held, step, sourceIdentity, policy, seconds: undefined });
      }
      throw new CallFailure(credentialsGap(place, clock(), `STS did not accept the request: ${error.message}`), error);
    }
  }
}

interface RoleStep {
  readonly held: Credentials;
  readonly step: { readonly roleArn: string; readonly externalId?: string | undefined };
  readonly sourceIdentity: string | undefined;
  readonly policy: string;
  readonly seconds: number | undefined;
}

function isRefusalOfSts({ name }: Error): boolean {
  return ['ValidationError', 'PackedPolicyTooLargeException', 'PackedPolicyTooLarge', 'MalformedPolicyDocumentException', 'MalformedPolicyDocument'].includes(name);
}
