import { loadAgentTypes } from '../agents/runtime/load-agent-types.ts';

/** The IAM actions that agents of all types declare: what the read role of an account allows. */
export const agentActions: readonly string[] = [...(await loadAgentTypes()).values()].flatMap(({ iamActions }) => iamActions);
