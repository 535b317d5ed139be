import { loadAgentTypes } from '../../agents/runtime/load-agent-types.ts';
import { policyFor } from '../../base/aws/policy.ts';
import { defineCommand } from '../cli/define-command.ts';

export default defineCommand({
  title: 'Prints the least IAM policy that lets Watchkeeper see what it needs',
  about: 'Made from what every part of the product declares that it calls. Give it to the role that Watchkeeper takes on in each account.',
  examples: [{ command: 'watchkeeper policy > watchkeeper-read.json', about: 'Keep it for the role that you make in AWS' }],
  async run({ io }) {
    const types = await loadAgentTypes();
    const policy = policyFor([...types.values()].flatMap(({ iamActions }) => iamActions));
    io.stdout.write(`${JSON.stringify(policy, null, 2)}\n`);
  },
});
