import { AppError } from '../../core/app-error.ts';
import { route, type Route } from '../../core/route.ts';
import { ruleNoiseContract } from './contract.ts';
import { measureNoise, type NoiseDeps } from './measure-noise.ts';

export function noiseRoutes(deps: NoiseDeps): Route[] {
  return [
    route(ruleNoiseContract, async ({ query: { id } }) => {
      if (id !== undefined && !deps.ruleIds.includes(id)) throw new AppError('not-found', `There is no rule ${id}`, { hint: 'GET /api/rules lists them' });
      return { rules: await measureNoise(deps, id), asOf: deps.clock().toISOString() };
    }),
  ];
}
