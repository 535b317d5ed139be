import { loadAgentTypes } from '../../src/agents/runtime/load-agent-types.ts';
import { policyFor } from '../../src/base/aws/policy.ts';

/** docs/reference/iam-policy.json: the least policy of a role that every agent type can work with. */
export async function renderIamPolicy(): Promise<string> {
  const types = await loadAgentTypes();
  const actions = [...types.values()].flatMap(({ iamActions }) => iamActions);
  return `${JSON.stringify(policyFor(actions), null, 2)}\n`;
}
