import { measureNoise, type NoiseDeps } from './measure-noise.ts';

/** Why a rule that does not tell must not yet; null when it may. */
export async function refusePromotion(deps: NoiseDeps, ruleId: string): Promise<string | null> {
  const decisions = await deps.book.decisions();
  // What was off has shown nothing, unless its file vouches for it.
  if (decisions.stateOf(ruleId) === 'off') return decisions.writtenStateOf(ruleId) === 'staged' ? 'it is off and shows nothing: stage it first' : null;
  const [noise] = await measureNoise(deps, { ruleId, scope: 'all' });
  return noise?.promotion?.refused ?? null;
}
