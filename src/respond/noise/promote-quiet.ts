import { measureNoise, type NoiseDeps } from './measure-noise.ts';

/** Lets staged rules tell that have shown themselves to be quiet, where the settings leave it to the watch. What a person changed is left to people. */
export async function promoteQuiet(deps: NoiseDeps): Promise<string[]> {
  if (deps.promotion.promote !== 'automatic') return [];
  const decisions = await deps.book.decisions();
  const trials = deps.ruleIds.filter((ruleId) => decisions.stateOf(ruleId) === 'staged' && decisions.changedOf(ruleId) === null);
  if (trials.length === 0) return [];
  const promoted = (await measureNoise({ ...deps, ruleIds: trials }, { scope: 'all' })).flatMap(({ ruleId, promotion }) => (promotion?.refused === null ? [ruleId] : []));
  for (const ruleId of promoted) await deps.book.change(ruleId, { state: 'on' }, 'the watch');
  return promoted;
}
