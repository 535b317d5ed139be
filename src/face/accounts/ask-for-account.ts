import type { AccountRequest } from '../../base/accounts/contract.ts';
import { onboardingFormats, type Onboarding, type OnboardingFormat } from '../../base/accounts/contract.ts';
import type { AccessKey } from '../../base/aws/door.ts';
import { accountIdSchema, externalIdSchema, roleArnSchema } from '../../core/account.ts';
import type { AnswerCheck, Asker } from '../cli/ask.ts';
import { askForKeys } from '../scan/ask-for-keys.ts';

export interface AccountQuestions {
  readonly asker: Asker;
  /** Writes a template beside where the command was called, and tells what to do with it. */
  readonly handOut: (format: OnboardingFormat) => Promise<Pick<Onboarding, 'externalId'>>;
  /** Seals a key in the vault; returns its id. */
  readonly keepKey: (accountId: string, key: AccessKey) => Promise<string>;
}

export type AskedFor = { readonly kind: 'account'; readonly request: AccountRequest } | { readonly kind: 'organization'; readonly request: { readonly roleArn: string; readonly externalId?: string } };

/** Leads through connecting an account: what needs no lasting secret comes first, keys come last. */
export async function askForAccount(questions: AccountQuestions): Promise<AskedFor> {
  const { asker } = questions;
  const how = await asker.choose('How does Watchkeeper get into the account?', [
    { value: 'role', name: 'An IAM role', description: 'Best: no lasting secret, revoked with one click in AWS' },
    { value: 'organization', name: 'Every account of an organisation', description: 'One role in each; new accounts are found by themselves' },
    { value: 'profile', name: 'A profile of this machine', description: 'From ~/.aws/config, single sign-on included' },
    { value: 'instance_profile', name: 'The instance profile or container role of this machine', description: 'When Watchkeeper itself runs in AWS' },
    { value: 'key', name: 'An access key', description: 'Last resort: a lasting secret, which is sealed in the vault' },
  ]);
  if (how === 'organization') return { kind: 'organization', request: await askForRole(questions, { isForOrganization: true }) };
  const credential = await credentialFor(how, questions);
  const name = await asker.line({ message: 'What do you call the account? (empty: its number)' });
  const regions = await asker.line({ message: 'Regions, with commas between them (empty: every one that is enabled)', check: areRegions });
  return {
    kind: 'account',
    request: { ...credential, ...(name === '' ? {} : { name }), ...(regions === '' ? {} : { regions: regions.split(',').map((region) => region.trim()) }) },
  };
}

async function credentialFor(how: 'role' | 'profile' | 'instance_profile' | 'key', questions: AccountQuestions): Promise<AccountRequest> {
  const { asker, keepKey } = questions;
  switch (how) {
    case 'role':
      return askForRole(questions, { isForOrganization: false });
    case 'profile':
      return { profile: await asker.line({ message: 'Name of the profile', default: 'default' }) };
    case 'instance_profile':
      return { credentialType: how };
    case 'key': {
      const accountId = await asker.line({ message: 'Number of the account', check: fits(accountIdSchema) });
      return { accountId, credentialId: await keepKey(accountId, await askForKeys(asker)) };
    }
  }
}

async function askForRole({ asker, handOut }: AccountQuestions, { isForOrganization }: { isForOrganization: boolean }): Promise<{ roleArn: string; externalId?: string }> {
  const isThere = await asker.confirm(isForOrganization ? 'Are the roles there already?' : 'Is the role there already?', false);
  const made = isThere ? undefined : await handOut(isForOrganization ? 'stackset' : await asker.choose('What do you make it with?', onboardingFormats.filter((format) => format !== 'stackset').map((value) => ({ value, name: formatNames[value] }))));
  const roleArn = await asker.line({ message: isForOrganization ? 'ARN of the role in the management account, or the delegated one' : 'ARN of the role', check: fits(roleArnSchema) });
  const externalId = await asker.line({ message: 'External id (empty: none)', ...(made ? { default: made.externalId } : {}), check: (text) => text === '' || fits(externalIdSchema)(text) });
  return { roleArn, ...(externalId === '' ? {} : { externalId }) };
}

const formatNames: Readonly<Record<OnboardingFormat, string>> = { cloudformation: 'CloudFormation', stackset: 'A CloudFormation StackSet', terraform: 'Terraform' };

function fits(schema: { safeParse(text: string): { success: boolean; error?: { issues: readonly { message: string }[] } | undefined } }): AnswerCheck {
  return (text) => {
    const { success, error } = schema.safeParse(text);
    return success || `It is ${error?.issues[0]?.message ?? 'not what is asked for'}`.replace(/^It is (Invalid|an? )/, 'It must be $1');
  };
}

function areRegions(text: string): true | string {
  return text === '' || text.split(',').every((region) => /^[a-z]{2}(-[a-z]+)+-\d$/.test(region.trim())) || 'Write them as eu-central-1, us-east-1';
}
