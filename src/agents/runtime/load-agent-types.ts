import { loadUnits } from '../../base/units/load-units.ts';
import { agentTypeSchema, type AgentType } from './agent-type.ts';

/** Every agent type below types/, by the name of its file. */
export function loadAgentTypes(): Promise<Map<string, AgentType>> {
  return loadUnits(new URL('../types/', import.meta.url), agentTypeSchema);
}
