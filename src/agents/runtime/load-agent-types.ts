import { readdir } from 'node:fs/promises';
import { AppError } from '../../core/app-error.ts';
import { agentTypeSchema, type AgentType } from './agent-type.ts';

const folder = new URL('../types/', import.meta.url);

/** Every agent type below types/, by the name of its file. */
export async function loadAgentTypes(): Promise<Map<string, AgentType>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).sort();
  const types = new Map<string, AgentType>();
  for (const name of names) {
    const loaded: { default?: unknown } = await import(new URL(name, folder).href);
    const type = agentTypeSchema.safeParse(loaded.default);
    if (!type.success) throw new AppError('bad-unit', `src/agents/types/${name} is not ${type.error.issues[0]?.message ?? 'an agent type'}`);
    types.set(name.replace(/\.ts$/, ''), type.data);
  }
  return types;
}
