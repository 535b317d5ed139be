import { writeFile } from 'node:fs/promises';
import type { Asking } from '../../base/accounts/accounts-room.ts';
import { addAccount } from '../../base/accounts/add-account.ts';
import { accountRequestSchema, organizationRequestSchema, type AccountRequest, type OnboardingFormat, type OrganizationRequest } from '../../base/accounts/contract.ts';
import { connectOrganization } from '../../base/accounts/manage-organizations.ts';
import { createCredential } from '../../base/credentials/manage-credentials.ts';
import type { ConnectedAccount } from '../../core/account.ts';
import { AppError } from '../../core/app-error.ts';
import type { Asker } from '../cli/ask.ts';
import type { Io } from '../cli/io.ts';
import { askForAccount } from './ask-for-account.ts';
import { handOutTemplate } from './hand-out-template.ts';
import type { LocalAccounts } from './open-local-accounts.ts';

export interface AddOptions {
  readonly name: string | undefined;
  readonly 'role-arn': string | undefined;
  readonly 'external-id': string | undefined;
  readonly profile: string | undefined;
  readonly credential: string | undefined;
  readonly 'instance-profile': boolean;
  readonly ambient: boolean;
  readonly organization: boolean;
  readonly 'member-role': string;
  readonly 'exclude-account': readonly string[];
  readonly 'exclude-unit': readonly string[];
  readonly 'exclude-tag': readonly string[];
  readonly region: readonly string[];
  readonly tag: readonly string[];
}

export interface Adding {
  readonly local: LocalAccounts;
  readonly asking: Asking;
  readonly asker: Asker | undefined;
  readonly io: Io;
}

export interface Added {
  readonly sentence: string;
  readonly value: unknown;
  /** Absent when it was a whole organisation. */
  readonly account?: ConnectedAccount;
}

function isToldHow(options: AddOptions): boolean {
  return options['role-arn'] !== undefined || options.profile !== undefined || options.credential !== undefined || options['instance-profile'] || options.ambient;
}

/** Before anything is opened. */
export function refuseUntold(options: AddOptions, asker: Asker | undefined): void {
  if (!isToldHow(options) && !asker) throw untold();
}

function untold(): AppError {
  return new AppError('bad-usage', 'watchkeeper accounts add needs to know how to get into the account', { hint: 'Give --role-arn, --profile, --credential, --instance-profile or --ambient, or call it on a terminal, where it asks' });
}

/** As the options say; where none says how, whoever sits at the terminal is asked. */
export async function addFromTerminal(adding: Adding, options: AddOptions): Promise<Added> {
  if (!isToldHow(options)) return addByAsking(adding, options);
  const credential = {
    ...(options['instance-profile'] ? { credentialType: 'instance_profile' } : options.ambient ? { credentialType: 'ambient' } : {}),
    ...(options['role-arn'] === undefined ? {} : { roleArn: options['role-arn'] }),
    ...(options['external-id'] === undefined ? {} : { externalId: options['external-id'] }),
    ...(options.credential === undefined ? {} : { credentialId: options.credential }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
  };
  const regions = options.region.length === 0 ? {} : { regions: [...options.region] };
  if (options.organization) return addOrganization(adding, parsed(organizationRequestSchema, { ...credential, ...regions, memberRoleName: options['member-role'], exclude: exclusionsOf(options) }));
  return addOne(adding, parsed(accountRequestSchema, { ...credential, ...regions, tags: pairsOf('tag', options.tag), ...(options.name === undefined ? {} : { name: options.name }) }));
}

async function addByAsking(adding: Adding, options: AddOptions): Promise<Added> {
  const { local: { room, credentials }, asker, asking, io } = adding;
  if (!asker) throw untold();
  const asked = await askForAccount({
    asker,
    async handOut(format: OnboardingFormat) {
      const made = await handOutTemplate(room, { format }, asking);
      await writeFile(made.filename, made.template, { flag: 'wx' }).catch((cause: unknown) => {
        throw new AppError('unreadable-file', `${made.filename} could not be written here`, { hint: 'It may be there already, made with another external id: move it away, or call the command in another folder', cause });
      });
      io.stderr.write(`\nThe template is in ${made.filename}; its external id is ${made.externalId}\n${made.steps.map((step) => `- ${step}`).join('\n')}\n\n`);
      return made;
    },
    async keepKey(accountId, key) {
      const row = await createCredential(credentials, { name: `Key of ${accountId}`, accountId, rotateEvery: null, ...key }, asking);
      return row.id;
    },
  });
  if (asked.kind === 'organization') return addOrganization(adding, parsed(organizationRequestSchema, { ...asked.request, memberRoleName: options['member-role'], exclude: exclusionsOf(options) }));
  return addOne(adding, parsed(accountRequestSchema, asked.request));
}

async function addOne({ local: { room }, asking }: Adding, request: AccountRequest): Promise<Added> {
  const account = await addAccount(room, request, asking);
  const sentence = `${account.name} (${account.accountId}) is connected${account.status === 'error' ? ', and does not work yet' : ''}`;
  return { sentence, value: account, account };
}

async function addOrganization({ local: { room }, asking }: Adding, request: OrganizationRequest): Promise<Added> {
  const organization = await connectOrganization(room, request, asking);
  const { organizationId, activeMembers, members, statusReason } = organization;
  return { sentence: statusReason === null ? `${organizationId} is connected with ${activeMembers} accounts${members === activeMembers ? '' : `; ${members - activeMembers} are left out`}` : `${organizationId} is connected, and ${statusReason}`, value: organization };
}

function exclusionsOf(options: AddOptions) {
  return { accountIds: [...options['exclude-account']], unitIds: [...options['exclude-unit']], tags: pairsOf('exclude-tag', options['exclude-tag']) };
}

function pairsOf(option: string, given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
      if (key === undefined || value === undefined) throw new AppError('bad-usage', `--${option} ${text} is no key with a value`, { hint: 'Write it as team=shop' });
      return [key, value];
    }),
  );
}

function parsed<T>(schema: { safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: readonly { path: PropertyKey[]; message: string }[] } } }, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new AppError('bad-usage', `${issue?.path.join('.') ?? 'What was given'} is not ${issue?.message ?? 'what it must be'}`);
}
