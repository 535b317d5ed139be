import { loadAgentTypes } from '../agents/runtime/load-agent-types.ts';
import { loadScanParts, scanActions } from '../agents/scan/run-scan.ts';
import { organizationActions } from '../base/accounts/organization-members.ts';
import type { RoleActions } from '../base/accounts/onboarding/make-onboarding.ts';
import type { ActionFeatures } from '../base/accounts/shrink-policy.ts';
import { accountActions } from '../base/accounts/validate-account.ts';
import { glueJobActions } from '../watch/activity/athena/run-glue-etl-job.ts';

/** Every AWS call that the product may make without being asked for a feature of its own: what the read role must allow. */
export async function declaredActions(): Promise<string[]> {
  const types = await loadAgentTypes();
  return [...new Set([...[...types.values()].flatMap(({ iamActions }) => iamActions), ...(await scanActions()), ...accountActions])].sort();
}

/** What the templates for new accounts are made from: reading, with what an organisation is asked, and apart from it what changes something. */
export async function roleActions(): Promise<RoleActions> {
  return { read: [...new Set([...(await declaredActions()), ...organizationActions])].sort(), write: [...glueJobActions].sort() };
}

/** What each action is needed for, by the titles that people know. */
export async function actionFeatures(): Promise<ActionFeatures> {
  const types = await loadAgentTypes();
  const parts = await loadScanParts();
  const needs: readonly (readonly [title: string, actions: readonly string[]])[] = [
    ...[...types.values()].map(({ title, iamActions }) => [`the agent "${title}"`, iamActions] as const),
    ...parts.map(([, { title, iamActions }]) => [`"${title}" of watchkeeper scan`, iamActions] as const),
    ['finding out which regions and permissions an account has', accountActions],
    ['following an organisation', organizationActions],
  ];
  const features = new Map<string, string[]>();
  for (const [title, actions] of needs) for (const action of actions) features.set(action, [...(features.get(action) ?? []), title]);
  return features;
}
