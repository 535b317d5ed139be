import { fileURLToPath } from 'node:url';
import { loadAgentTypes } from '../agents/runtime/load-agent-types.ts';
import { unitKinds, type UnitCard, type UnitKind } from '../core/unit.ts';
import { loadStories } from '../sim/load-stories.ts';
import { loadRules } from '../watch/activity/sigma/load-rules.ts';
import { openCommandFolder } from './cli/command-folder.ts';
import { listContracts } from './list-contracts.ts';

const builtInRules = fileURLToPath(new URL('../../rules', import.meta.url));

/** How the units of a kind are listed; a kind that is not here has none yet. */
const listers: Partial<Record<UnitKind, () => Promise<UnitCard[]>>> = {
  async rule() {
    const { rules } = await loadRules([builtInRules]);
    return rules.map(({ id, severity, file: { title, tags } }) => ({ kind: 'rule', id, title, severity, tags }));
  },
  async agent() {
    return [...(await loadAgentTypes())].map(([id, { title, about, every, iamActions }]) => ({ kind: 'agent', id, title, about, every, iamActions }));
  },
  async command() {
    return [...(await openCommandFolder().all())].map(([id, { title }]) => ({ kind: 'command', id, title }));
  },
  async route() {
    return (await listContracts()).map(({ id, title, method, path, role }) => ({ kind: 'route', id, title, method, path, role }));
  },
  async story() {
    return [...(await loadStories())].map(([id, { title, about, tactics }]) => ({ kind: 'story', id, title, about, tactics }));
  },
};

/** Every unit of a kind, or of all of them, in the order of their ids. */
export async function listCatalogue(kind?: UnitKind): Promise<UnitCard[]> {
  const kinds = kind === undefined ? unitKinds : [kind];
  const lists = await Promise.all(kinds.map(async (one) => (await listers[one]?.()) ?? []));
  return lists.map((cards) => cards.toSorted((a, b) => (a.id < b.id ? -1 : 1))).flat();
}
