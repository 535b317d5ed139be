import type { ConnectedAccount, PermissionState } from '../../src/core/account.ts';

export interface NeededAction {
  readonly action: string;
  readonly state: PermissionState;
  /** The agents that ask AWS for it. */
  readonly neededBy: readonly string[];
}

interface AgentNeeds {
  readonly title: string;
  readonly iamActions: readonly string[];
}

/** Every action of an account with what needs it, the denied ones first. */
export function neededActions({ permissions }: Pick<ConnectedAccount, 'permissions'>, types: readonly AgentNeeds[]): NeededAction[] {
  const rank = { denied: 0, unknown: 1, allowed: 2 } as const;
  return Object.entries(permissions)
    .map(([action, state]) => ({ action, state, neededBy: types.filter(({ iamActions }) => iamActions.includes(action)).map(({ title }) => title) }))
    .sort((a, b) => rank[a.state] - rank[b.state] || a.action.localeCompare(b.action));
}

/** `64 allowed, 2 denied, 1 unknown`; what is none is left out. */
export function permissionWords({ permissions }: Pick<ConnectedAccount, 'permissions'>): string {
  const states = Object.values(permissions);
  const words = (['allowed', 'denied', 'unknown'] as const).flatMap((state) => {
    const count = states.filter((one) => one === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  return words.length === 0 ? 'Not looked at yet' : words.join(', ');
}
