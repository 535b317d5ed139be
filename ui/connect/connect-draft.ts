import type { AccountRequest, OrganizationRequest } from '../../src/base/accounts/contract.ts';
import { accountIdSchema, roleArnSchema } from '../../src/core/account.ts';
import { regionsIn, regionsProblem, tagsIn } from '../accounts/region-choice.ts';
import type { RegionChoice } from '../accounts/region-fields.tsx';
import type { ConnectWay } from './connect-search.ts';

/** What was written into the wizard so far: going back loses none of it. */
export interface ConnectDraft {
  readonly name: string;
  readonly regions: RegionChoice;
  readonly roleArn: string;
  readonly externalId: string;
  readonly machine: 'ambient' | 'profile' | 'instance_profile';
  readonly profile: string;
  /** A key that is in the vault already, by its id; empty for a new one. */
  readonly credentialId: string;
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly organizationBy: 'role' | 'ambient';
  readonly memberRoleName: string;
  readonly excludedAccounts: string;
  readonly excludedUnits: string;
  readonly excludedTags: string;
}

export const emptyDraft: ConnectDraft = {
  name: '',
  regions: { mode: 'all', text: '' },
  roleArn: '',
  externalId: '',
  machine: 'ambient',
  profile: '',
  credentialId: '',
  accountId: '',
  accessKeyId: '',
  secretAccessKey: '',
  organizationBy: 'role',
  memberRoleName: 'WatchkeeperRead',
  excludedAccounts: '',
  excludedUnits: '',
  excludedTags: '',
};

/** How the credentials of an account are had, as a request says it. */
export function credentialOf(way: ConnectWay, draft: ConnectDraft): Pick<AccountRequest, 'credentialType' | 'roleArn' | 'externalId' | 'credentialId' | 'profile'> {
  if (way === 'key') return { credentialType: 'access_key', credentialId: draft.credentialId };
  if (way === 'machine') return draft.machine === 'profile' ? { profile: draft.profile.trim() } : { credentialType: draft.machine };
  const externalId = draft.externalId.trim();
  return { credentialType: 'iam_role', roleArn: draft.roleArn.trim(), ...(externalId === '' ? {} : { externalId }) };
}

export function accountFactsOf({ name, regions }: ConnectDraft): Pick<AccountRequest, 'name' | 'regions'> {
  return { ...(name.trim() === '' ? {} : { name: name.trim() }), ...(regions.mode === 'all' ? {} : { regions: regionsIn(regions.text) }) };
}

export function organizationOf(draft: ConnectDraft): OrganizationRequest {
  const externalId = draft.externalId.trim();
  const words = (text: string): string[] => text.split(/[\s,;]+/).filter((word) => word !== '');
  return {
    ...(draft.organizationBy === 'role' ? credentialOf('role', draft) : { credentialType: 'ambient', ...(externalId === '' ? {} : { memberExternalId: externalId }) }),
    memberRoleName: draft.memberRoleName.trim(),
    ...(draft.regions.mode === 'all' ? {} : { regions: regionsIn(draft.regions.text) }),
    exclude: { accountIds: words(draft.excludedAccounts), unitIds: words(draft.excludedUnits), tags: tagsIn(draft.excludedTags) },
  };
}

export function roleProblem(roleArn: string): string | undefined {
  return roleArn.trim() === '' || roleArnSchema.safeParse(roleArn.trim()).success ? undefined : 'An ARN looks like arn:aws:iam::123456789012:role/WatchkeeperRead';
}

/** Whether something is missing or wrong before it can be sent. */
export function isReady(way: ConnectWay, draft: ConnectDraft): boolean {
  if (draft.regions.mode === 'chosen' && regionsProblem(draft.regions.text) !== undefined) return false;
  if (way === 'machine') return draft.machine !== 'profile' || draft.profile.trim() !== '';
  if (way === 'key') return draft.credentialId !== '' || (accountIdSchema.safeParse(draft.accountId.trim()).success && draft.accessKeyId.trim() !== '' && draft.secretAccessKey.trim() !== '');
  if (way === 'organization' && draft.organizationBy === 'ambient') return draft.memberRoleName.trim() !== '';
  return roleArnSchema.safeParse(draft.roleArn.trim()).success;
}
