import { declaredActions } from '../../src/face/declared-actions.ts';
import { policyFor } from '../../src/base/aws/policy.ts';

/** docs/reference/iam-policy.json: the least policy of a role that everything which needs no feature of its own can work with. */
export async function renderIamPolicy(): Promise<string> {
  return `${JSON.stringify(policyFor(await declaredActions()), null, 2)}\n`;
}
