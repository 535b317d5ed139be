import type { ConnectedAccount } from '../../core/account.ts';
import type { AccountChanges } from './contract.ts';

const changeable: Readonly<Record<ConnectedAccount['origin'], readonly (keyof AccountChanges)[] | 'all'>> = {
  person: 'all',
  organization: ['name', 'status', 'tags', 'concurrency', 'monthlyCeilingUsd', 'regions', 'defaultRegion'],
  config: ['tags'],
  simulated: ['tags', 'status'],
};

/** What of an account a person may change: the rest is decided by whoever connected it. */
export function changeableFields(origin: ConnectedAccount['origin']): readonly (keyof AccountChanges)[] | 'all' {
  return changeable[origin];
}
