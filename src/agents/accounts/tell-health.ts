import { listAccounts } from '../../base/accounts/list-accounts.ts';
import { listOrganizations } from '../../base/accounts/manage-organizations.ts';
import type { Store } from '../../base/store/store.ts';
import type { ConnectedAccount } from '../../core/account.ts';
import { durationMs } from '../../core/duration.ts';
import type { FindingDraft } from '../../core/finding.ts';
import { findingQuerySchema } from '../../respond/findings/contract.ts';
import { listFindings } from '../../respond/findings/list-findings.ts';
import { recordFindings } from '../../respond/findings/record-findings.ts';
import { resolveFindings } from '../../respond/findings/resolve-findings.ts';
import type { AccountHealthDeps } from './open-account-health.ts';

const producerId = 'account-health';

type Organization = Awaited<ReturnType<typeof listOrganizations>>[number];

/** An account that stays broken is a finding: nobody sees what happens there. It is resolved when the account works again, or is no longer meant to. */
export async function tellHealth({ room, live, settings }: Pick<AccountHealthDeps, 'room' | 'live' | 'settings'>): Promise<void> {
  const { store, clock } = room;
  const longAgo = clock().getTime() - durationMs(settings.findingAfter);
  const isLasting = (failingSince: string | null): failingSince is string => failingSince !== null && Date.parse(failingSince) <= longAgo;
  const accounts = await listAccounts(store);
  const organizations = await listOrganizations(room);
  const drafts = [
    ...accounts.flatMap((account) => (account.status === 'error' && isLasting(account.failingSince) ? [accountFinding(account, account.failingSince)] : [])),
    ...organizations.flatMap((one) => (one.status === 'error' && isLasting(one.failingSince) ? [organizationFinding(one, { since: one.failingSince, isSimulated: room.isSimulated })] : [])),
  ];
  const deps = { store, live, clock };
  if (drafts.length > 0) await recordFindings(deps, drafts);
  const told = new Set(drafts.map(({ fingerprint }) => fingerprint));
  await resolveFindings(deps, (await openFingerprints(store)).filter((fingerprint) => !told.has(fingerprint)));
}

/** Of accounts that were disconnected meanwhile as well. */
async function openFingerprints(store: Store): Promise<string[]> {
  const fingerprints: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listFindings(store, findingQuerySchema.parse({ status: 'open', producer: producerId, cursor }), 'all');
    fingerprints.push(...page.findings.map(({ fingerprint }) => fingerprint));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return fingerprints;
}

function fingerprintOfAccount({ accountId }: Pick<ConnectedAccount, 'accountId'>): string {
  return `account-health|${accountId}`;
}

function fingerprintOfOrganization({ organizationId }: Pick<Organization, 'organizationId'>): string {
  return `organization-health|${organizationId}`;
}

function accountFinding(account: ConnectedAccount, since: string): FindingDraft {
  const { accountId, name, statusReason, statusHint, defaultRegion, isSimulated } = account;
  const because = statusReason ?? 'It does not work';
  return {
    ...common({ accountId, region: defaultRegion, isSimulated, since, because }),
    fingerprint: fingerprintOfAccount(account),
    title: 'An account cannot be watched',
    summary: `${name} (${accountId}) has not been reachable since ${since.slice(0, 16).replace('T', ' ')}Z: ${because}.`,
    why: 'While it does not work, nothing that happens in the account is seen, and nothing there can be called clean.',
    remedy: `${statusHint ?? 'Validate the account and see what it says'}. It recovers by itself once it works.`,
  };
}

function organizationFinding(organization: Organization, { since, isSimulated }: { since: string; isSimulated: boolean }): FindingDraft {
  const { organizationId, askedAccountId, statusReason, statusHint } = organization;
  const because = statusReason ?? 'It cannot be asked';
  return {
    ...common({ accountId: askedAccountId, region: 'us-east-1', isSimulated, since, because }),
    fingerprint: fingerprintOfOrganization(organization),
    title: 'An organisation cannot be asked for its accounts',
    summary: `The members of ${organizationId} have not been known since ${since.slice(0, 16).replace('T', ' ')}Z: ${because}.`,
    why: 'Accounts that join the organisation are not watched until it can be asked again.',
    remedy: `${statusHint ?? 'Look at the credentials of the organisation'}. It recovers by itself once it works.`,
  };
}

function common({ accountId, region, isSimulated, since, because }: { accountId: string; region: string; isSimulated: boolean; since: string; because: string }): Omit<FindingDraft, 'fingerprint' | 'title' | 'summary' | 'why' | 'remedy'> {
  return {
    producer: { kind: 'agent', id: producerId },
    severity: 'high',
    accountId,
    region,
    isSimulated,
    principal: null,
    resource: null,
    tags: [],
    firstSeenAt: since,
    lastSeenAt: since,
    // The same while it lasts, so that each time it breaks is one piece of evidence.
    evidence: [{ kind: 'gap', gap: { reason: 'credentials', accountId, region, service: 'sts', operation: 'GetCallerIdentity', action: null, because, at: since } }],
  };
}
