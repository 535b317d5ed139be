import { eq, sql } from 'drizzle-orm';
import { CallFailure } from '../aws/call-failure.ts';
import type { AwsDoor, AwsUse } from '../aws/door.ts';
import type { Account, ConnectedAccount } from '../../core/account.ts';
import { AppError } from '../../core/app-error.ts';
import type { Clock } from '../../core/clock.ts';
import type { Store } from '../store/store.ts';
import { accountFromRow } from './account-from-row.ts';
import { explainFailure, type AccountTrouble } from './account-trouble.ts';
import { isEnded, isRefusal } from './survey-ended.ts';
import { surveyPermissions, surveyPermissionsActions } from './survey-permissions.ts';
import { surveyRegions, surveyRegionsActions, type SurveyedRegion } from './survey-regions.ts';
import { accounts } from './tables.ts';

/** What the product must be allowed to look after accounts themselves. */
export const accountActions: readonly string[] = [...surveyRegionsActions, ...surveyPermissionsActions];

const whoAmI = 'sts:GetCallerIdentity';

export interface Validation {
  readonly store: Store;
  readonly aws: AwsDoor;
  readonly clock: Clock;
  /** Every action that the product declares. */
  readonly declared: readonly string[];
  /** Who asks and for which run. */
  readonly use: Omit<AwsUse, 'actions'>;
}

export type ValidationOutcome = ConnectedAccount & { readonly wasTried: boolean };

/** Tries an account's credentials and writes down how it is; with `hasSurvey`, its regions and permissions as well. */
export async function validateAccount(validation: Validation, account: ConnectedAccount, { hasSurvey }: { hasSurvey: boolean }): Promise<ValidationOutcome> {
  const { aws, clock } = validation;
  const sessionIn = (region: string) => aws.for(account, region, { ...validation.use, actions: [...new Set([whoAmI, ...accountActions, ...validation.declared])].sort(), purpose: validation.use.purpose ?? 'validation of the account' });
  try {
    const callerArn = await identify(account, sessionIn(account.defaultRegion));
    const survey = hasSurvey ? await surveyAll(validation, account, { sessionIn, callerArn }) : {};
    return await write(validation, account, { ...working, lastValidated: clock(), remarks: remarksOf(account, aws, callerArn), ...survey });
  } catch (error) {
    const trouble = troubleOf(account, error);
    if (!trouble) return { ...account, wasTried: false };
    return write(validation, account, { status: 'error', statusReason: trouble.because, statusHint: trouble.hint, failingSince: account.failingSince === null ? clock() : new Date(account.failingSince), lastValidated: clock() });
  }
}

/** Whose credentials these are; fails when they are of another account. */
export async function identify(account: Account, session: ReturnType<AwsDoor['for']>): Promise<string> {
  const { Account: number = '', Arn: arn = '' } = await session.call('sts', 'GetCallerIdentity', {});
  if (account.accountId !== '' && number !== account.accountId) {
    throw new AppError('conflict', `The credentials are of account ${number}, not of ${account.accountId}`, { hint: 'Give the account a role or keys of its own' });
  }
  return arn;
}

export function troubleOf(account: Account, error: unknown): AccountTrouble | undefined {
  if (error instanceof CallFailure) return explainFailure(account, error);
  if (isRefusal(error)) return { because: `AWS answered ${error.name}: ${error.message}`, hint: 'It is tried again by itself; when it stays, look the words up in the documentation of AWS' };
  if (error instanceof AppError && error.code === 'conflict') return { because: error.message, hint: error.hint ?? '' };
  throw error;
}

const working = { status: 'active' as const, statusReason: null, statusHint: null, failingSince: null };

interface Surveying {
  readonly sessionIn: (region: string) => ReturnType<AwsDoor['for']>;
  readonly callerArn: string;
}

/** What may not be told leaves everything as it was: the account works all the same. */
async function surveyAll({ declared, clock }: Validation, account: ConnectedAccount, { sessionIn, callerArn }: Surveying): Promise<Partial<typeof accounts.$inferInsert>> {
  const home = sessionIn(account.defaultRegion);
  const wanted = account.regionMode === 'all' ? ('all' as const) : account.regions;
  const regions = await surveyRegions(sessionIn, { defaultRegion: account.defaultRegion, wanted }).catch((error: unknown) => {
    if (error instanceof CallFailure && !isEnded(error)) return undefined;
    throw error;
  });
  const { permissions } = await surveyPermissions(home, { callerArn, actions: [...new Set([...declared, ...accountActions])].sort() });
  return { permissions, surveyedAt: clock(), ...(regions ? regionFacts(account, regions) : {}) };
}

/** Where every region is watched, those that cannot be looked at are told once, here, instead of by every run. */
function regionFacts({ regionMode, regions, defaultRegion }: ConnectedAccount, surveyed: readonly SurveyedRegion[]): Pick<typeof accounts.$inferInsert, 'regions' | 'regionGaps'> {
  if (regionMode === 'chosen') return { regions, regionGaps: surveyed.flatMap(({ region, gap }) => (gap && regions.includes(region) ? [gap] : [])) };
  const open = surveyed.filter(({ gap }) => gap === null || gap.reason === 'unreachable').map(({ region }) => region);
  return { regions: open.length === 0 ? [defaultRegion] : open, regionGaps: surveyed.flatMap(({ optIn, gap }) => (gap && optIn !== 'not-opted-in' ? [gap] : [])) };
}

function remarksOf(account: Account, aws: AwsDoor, callerArn: string): string[] {
  const { credential } = account;
  const isRoot = callerArn.endsWith(':root');
  return [
    ...aws.remarks(account),
    ...(isRoot ? ['These are the keys of the root user, who may do everything; delete them and use a role'] : []),
    ...(credential.kind === 'access_key' && !isRoot ? ['An access key is used as it is: sessions of a role are shorter-lived, and bounded to what each run declares'] : []),
  ];
}

/** A paused account stays paused, whatever came of trying it; one that was paused meanwhile as well. */
async function write({ store, clock }: Validation, { id }: Account, facts: Partial<typeof accounts.$inferInsert>): Promise<ValidationOutcome> {
  const { status, statusReason, statusHint, failingSince, ...others } = facts;
  const isPaused = sql`${accounts.status} = 'inactive'`;
  const [row] = await store.db
    .update(accounts)
    .set({
      ...others,
      status: sql`case when ${isPaused} then ${accounts.status} else ${status} end`,
      statusReason: sql`case when ${isPaused} then ${accounts.statusReason} else ${statusReason} end`,
      statusHint: sql`case when ${isPaused} then ${accounts.statusHint} else ${statusHint} end`,
      failingSince: sql`case when ${isPaused} then ${accounts.failingSince} else ${failingSince?.toISOString() ?? null}::timestamptz end`,
      updatedAt: clock(),
    })
    .where(eq(accounts.id, id))
    .returning();
  if (!row) throw new AppError('not-found', `The account ${id} was disconnected while it was validated`);
  return { ...accountFromRow(row), wasTried: true };
}
