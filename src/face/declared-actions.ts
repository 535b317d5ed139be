import { loadAgentTypes } from '../agents/runtime/load-agent-types.ts';
import { scanActions } from '../agents/scan/run-scan.ts';

/** Every AWS call that the product may make without being asked for a feature of its own: what the read role must allow. */
export async function declaredActions(): Promise<string[]> {
  const types = await loadAgentTypes();
  return [...new Set([...[...types.values()].flatMap(({ iamActions }) => iamActions), ...(await scanActions())])].sort();
}
