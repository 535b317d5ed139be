import type { Dice } from '../seeded-random.ts';
import type { SimOrganization } from '../sim-organization.ts';
import type { PolicyDocument } from '../world.ts';
import type { AccountPlan } from './account-plans.ts';
import { documentOf } from './policies.ts';

const everything = documentOf({ Sid: 'FullAWSAccess', Effect: 'Allow', Action: '*', Resource: '*' });
const stay = documentOf({ Sid: 'StayInTheOrganization', Effect: 'Deny', Action: ['organizations:LeaveOrganization', 'account:CloseAccount'], Resource: '*' });
const keepTrails = documentOf({ Sid: 'KeepTrails', Effect: 'Deny', Action: ['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail', 'cloudtrail:PutEventSelectors'], Resource: '*' });
/** It keeps watchers out as well as everybody else: what is outside the fence is a gap, not a clean result. */
const regionFence = documentOf({
  Sid: 'OnlyOurRegions',
  Effect: 'Deny',
  NotAction: ['iam:*', 'organizations:*', 'sts:*', 's3:*', 'support:*'],
  Resource: '*',
  Condition: { StringNotEquals: { 'aws:RequestedRegion': ['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1', 'eu-central-1'] } },
});
const noReservations = documentOf({ Sid: 'NoCommitments', Effect: 'Deny', Action: ['ec2:PurchaseReservedInstancesOffering', 'savingsplans:CreateSavingsPlan'], Resource: '*' });

/** Root, units below it, and the policies that bound what accounts may do. */
export function makeOrganization(dice: Dice): SimOrganization {
  const id = `o-${dice.word(10)}`;
  const managementAccountId = accountId(dice);
  const root = dice.word(4);
  const rootId = `r-${root}`;
  const unit = (name: string, parentId: string) => ({ id: `ou-${root}-${dice.word(8)}`, name, parentId });
  const workloads = unit('workloads', rootId);
  const units = [workloads, unit('production', workloads.id), unit('non-production', workloads.id), unit('security', rootId), unit('infrastructure', rootId), unit('sandboxes', rootId)];
  const idOf = (name: string) => units.find((one) => one.name === name)?.id ?? rootId;
  // Each level has to allow by itself what the levels below it may do.
  const controlPolicies = new Map<string, PolicyDocument[]>([
    [rootId, [everything, stay]],
    [idOf('security'), [everything, keepTrails, regionFence]],
    [idOf('sandboxes'), [everything, noReservations]],
  ]);
  return { id, arn: `arn:aws:organizations::${managementAccountId}:organization/${id}`, rootId, managementAccountId, units, delegatedAdministrators: new Set(), controlPolicies };
}

export function unitIdFor({ unit }: AccountPlan, { units, rootId }: SimOrganization): string {
  return units.find(({ name }) => name === unit)?.id ?? rootId;
}

export function accountId(dice: Dice): string {
  return `${1 + dice.whole(9)}${dice.digits(11)}`;
}
