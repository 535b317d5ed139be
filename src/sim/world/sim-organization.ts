import type { PolicyDocument } from './world.ts';

export interface SimOrganization {
  readonly id: string;
  readonly arn: string;
  readonly rootId: string;
  readonly managementAccountId: string;
  readonly units: readonly { id: string; name: string; parentId: string }[];
  /** Member accounts that may ask for what else only the management account may. */
  readonly delegatedAdministrators: Set<string>;
  /** Service control policies by the id of the root, unit or account that they are attached to. */
  readonly controlPolicies: Map<string, PolicyDocument[]>;
}
