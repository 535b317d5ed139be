import type { Gap, GapReason } from '../../core/gap.ts';

/** A call that did not get its answer: everything a gap needs to say, with what AWS or the network said as cause. */
export class CallFailure extends Error {
  readonly gap: Gap;

  constructor(gap: Gap, cause: unknown) {
    super(gap.because, { cause });
    this.name = 'CallFailure';
    this.gap = gap;
  }
}

export interface CallPlace {
  readonly accountId: string;
  readonly region: string;
  readonly service: string;
  readonly operation: string;
  readonly action: string;
}

export function gapFor(place: CallPlace, reason: GapReason, at: Date): Gap {
  return gapBecause(place, reason, { at, because: sentence(place, reason) });
}

/** What somebody revoked is told with their own words. */
export function revokedGap(place: CallPlace, at: Date, why: string): Gap {
  return gapBecause(place, 'revoked', { at, because: `${sentence(place, 'revoked')}: ${why}` });
}

/** What kept credentials from being had, such as a vault that knows no such key. */
export function credentialsGap(place: CallPlace, at: Date, why: string): Gap {
  return gapBecause(place, 'credentials', { at, because: `Could not look at ${whereOf(place)}: ${why}` });
}

function gapBecause({ accountId, region, service, operation, action }: CallPlace, reason: GapReason, { at, because }: { at: Date; because: string }): Gap {
  return { reason, accountId, region, service, operation, action, because, at: at.toISOString() };
}

function whereOf({ accountId, region, service }: CallPlace): string {
  return `${service} in ${region} of account ${accountId}`;
}

function sentence(place: CallPlace, reason: GapReason): string {
  const { operation, action } = place;
  const where = whereOf(place);
  switch (reason) {
    case 'access-denied':
      return `Could not look at ${where}: ${action} is not allowed`;
    case 'throttled':
      return `Could not look at ${where}: AWS kept refusing ${operation} for its rate`;
    case 'region-disabled':
      return `Could not look at ${where}: the region is not enabled for the account`;
    case 'circuit-open':
      return `Did not look at ${where}: it failed too often just now and is given time to recover`;
    case 'credentials':
      return `Could not look at ${where}: its credentials are missing, wrong, expired, or not known in this region`;
    case 'revoked':
      return `Did not look at ${where}: its credentials were revoked`;
    case 'not-supported':
      return `Could not look at ${where}: ${operation} is not supported there`;
    case 'unreachable':
      return `Could not look at ${where}: its endpoint did not answer`;
    case 'service-error':
      return `Could not look at ${where}: AWS answered ${operation} with an internal error`;
    case 'over-budget':
      return `Did not look at ${where}: ${operation} is billed and would pass the monthly ceiling`;
    case 'cancelled':
      return `Did not finish looking at ${where}: the run was cancelled`;
  }
}
