import { indirectStatements } from './indirect-actions.ts';

/** AWS takes no longer session policy: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const mostCharacters = 2_048;

/** Session policies that together allow exactly the declared actions, each short enough; the one that an action is in. */
export type SessionPolicies = ReadonlyMap<string, string>;

/** One policy where it fits, else one per service, and several for a service that alone is too long. */
export function sessionPoliciesFor(actions: Iterable<string>): SessionPolicies {
  const all = [...new Set(actions)].sort();
  const whole = policyOf(all);
  if (whole.length <= mostCharacters) return new Map(all.map((action) => [action, whole]));
  const services = Map.groupBy(all, (action) => action.slice(0, action.indexOf(':')));
  return new Map([...services.values()].flatMap(partsOf).flatMap((part) => part.map((action) => [action, policyOf(part)] as const)));
}

function partsOf(actions: readonly string[]): string[][] {
  if (policyOf(actions).length <= mostCharacters || actions.length === 1) return [[...actions]];
  const middle = Math.ceil(actions.length / 2);
  return [...partsOf(actions.slice(0, middle)), ...partsOf(actions.slice(middle))];
}

function policyOf(actions: readonly string[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }, ...indirectStatements(actions)] });
}

/** What a session on the way to another role may do: take that one on, and nothing else. */
export function policyToAssume(roleArn: string): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'], Resource: roleArn }] });
}
