import type { AlertBudget } from './alert-budget.ts';
import type { NoiseDeps } from './measure-noise.ts';

/** What is measured of rules, and how much an account may tell a day. */
export interface NoiseControl extends NoiseDeps {
  readonly budget: AlertBudget;
}
