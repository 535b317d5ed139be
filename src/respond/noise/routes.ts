import { AppError } from '../../core/app-error.ts';
import { route, type Route } from '../../core/route.ts';
import { ruleNoiseContract, suggestExceptionsContract } from './contract.ts';
import { measureNoise, type NoiseDeps } from './measure-noise.ts';
import { suggestExceptions } from './suggest-exceptions.ts';

export function noiseRoutes(deps: NoiseDeps): Route[] {
  const check = (id: string) => {
    if (!deps.ruleIds.includes(id)) throw new AppError('not-found', `There is no rule ${id}`, { hint: 'GET /api/rules lists them' });
  };
  return [
    route(ruleNoiseContract, async ({ query: { id }, scope }) => {
      if (id !== undefined) check(id);
      return { rules: await measureNoise(deps, { ruleId: id, scope }), asOf: deps.clock().toISOString() };
    }),
    route(suggestExceptionsContract, async ({ query: { id }, scope }) => {
      check(id);
      return { suggestions: await suggestExceptions(deps, id, scope) };
    }),
  ];
}
