import { CallFailure } from '../aws/call-failure.ts';
import type { AwsSession } from '../aws/door.ts';
import type { Account, PermissionState } from '../../core/account.ts';
import { forEachLimited } from '../../core/for-each-limited.ts';
import { permissionProbes } from './permission-probes.ts';
import { isEnded, isRefusal } from './survey-ended.ts';

export const surveyPermissionsActions = ['iam:GetRole', 'iam:SimulatePrincipalPolicy'] as const;

export type Permissions = Record<string, PermissionState>;

export interface PermissionSurvey {
  readonly permissions: Permissions;
  readonly how: 'simulated' | 'tried';
}

/** AWS judges a good number of actions with one call. */
const actionsAtOnce = 50;
const probesAtOnce = 4;

/** Which of the actions the account's credentials allow: by IAM's own simulation where it may be asked, else by trying what is cheap. */
export async function surveyPermissions(session: AwsSession, { callerArn, actions }: { callerArn: string; actions: readonly string[] }): Promise<PermissionSurvey> {
  const simulated = await simulate(session, { principal: principalOf(session.account, callerArn), actions }).catch((error: unknown) => {
    if (!isEnded(error) && (error instanceof CallFailure || isRefusal(error))) return undefined;
    throw error;
  });
  if (simulated) return { permissions: simulated, how: 'simulated' };
  return { permissions: await tryAll(session, actions), how: 'tried' };
}

/** IAM knows roles, not sessions; the path of a role is not in its sessions' names. */
async function principalOf({ credential, accountId }: Account, callerArn: string): Promise<string | { readonly roleName: string }> {
  const [, , roleName] = /^arn:aws[a-z-]*:sts::(\d+):assumed-role\/([^/]+)\//.exec(callerArn) ?? [];
  if (roleName === undefined) return callerArn;
  const isOwn = credential.kind === 'role' && credential.roleArn.includes(`::${accountId}:`) && credential.roleArn.endsWith(`/${roleName}`);
  return isOwn ? credential.roleArn : { roleName };
}

async function simulate(session: AwsSession, { principal, actions }: { principal: Promise<string | { readonly roleName: string }>; actions: readonly string[] }): Promise<Permissions | undefined> {
  const known = await principal;
  const source = typeof known === 'string' ? known : (await session.call('iam', 'GetRole', { RoleName: known.roleName })).Role?.Arn;
  if (source === undefined) return undefined;
  const permissions: Permissions = {};
  for (let at = 0; at < actions.length; at += actionsAtOnce) {
    const pages = session.pages('iam', 'SimulatePrincipalPolicy', { PolicySourceArn: source, ActionNames: actions.slice(at, at + actionsAtOnce) });
    for await (const { EvaluationResults = [] } of pages) {
      for (const { EvalActionName: action = '', EvalDecision: decision, OrganizationsDecisionDetail: organization } of EvaluationResults) {
        permissions[action] = judge(action, decision, organization?.AllowedByOrganizations !== false);
      }
    }
  }
  return permissions;
}

/** Asked about any resource: what is only allowed on some is not denied. */
function judge(action: string, decision: string | undefined, isAllowedByOrganization: boolean): PermissionState {
  if (!isAllowedByOrganization || decision === 'explicitDeny') return isBoundToResources(action) && isAllowedByOrganization ? 'unknown' : 'denied';
  if (decision === 'allowed') return 'allowed';
  return isBoundToResources(action) ? 'unknown' : 'denied';
}

/** Actions that policies allow on buckets, queues and keys by name most of the time. */
function isBoundToResources(action: string): boolean {
  return /^(s3:(GetObject|ListBucket|PutObject|GetBucket\w*)|sqs:\w+|kms:\w+|athena:\w+|glue:\w+)$/.test(action);
}

async function tryAll(session: AwsSession, actions: readonly string[]): Promise<Permissions> {
  const permissions: Permissions = {};
  await forEachLimited(actions, probesAtOnce, async (action) => {
    permissions[action] = await tryOne(session, action);
  });
  return permissions;
}

async function tryOne(session: AwsSession, action: string): Promise<PermissionState> {
  const probe = permissionProbes[action];
  if (!probe) return 'unknown';
  try {
    await probe(session);
    return 'allowed';
  } catch (error) {
    if (isEnded(error)) throw error;
    if (error instanceof CallFailure) return error.gap.reason === 'access-denied' ? 'denied' : 'unknown';
    // Whoever hears that there is no such thing was allowed to ask for it.
    if (error instanceof Error && /NotFound|NoSuch|DoesNotExist|NotInUse/.test(error.name)) return 'allowed';
    return 'unknown';
  }
}
