import type { PolicyDocument, SimAccount, SimIdentity, World } from '../world/world.ts';
import type { Caller } from './caller.ts';
import { evaluatePolicies, evaluateStatements, namesPrincipal, statementsOf, type AccessRequest, type Verdict } from './evaluate-policy.ts';
import type { ResourceFacts } from './resource-facts.ts';

interface Layer {
  readonly kind: string;
  readonly verdict: Verdict;
}

/** Why AWS would refuse: in its own words, so that `User: … is not authorized to perform: …` goes before. Undefined when it would not. */
export function whyRefused(world: World, caller: Caller, { request, resource: known }: { request: AccessRequest; resource: ResourceFacts }): string | undefined {
  // A role's trust policy is about taking it on; looking at it is like looking at anything else.
  const resource: ResourceFacts = known.isClosed === true && !request.action.startsWith('sts:') ? { ...known, policy: undefined, isClosed: false } : known;
  const identity: Layer = { kind: 'identity-based policy', verdict: evaluatePolicies(identityPolicies(caller.account, caller), request) };
  const fences = fencesOf(world, caller, request);
  const { anybody, direct } = resourceVerdicts(caller, resource, request);
  const denying = [...fences, identity, { kind: 'resource-based policy', verdict: anybody }].find(({ verdict }) => verdict === 'deny');
  if (denying) return `with an explicit deny in a ${denying.kind}`;

  const isOwn = resource.ownerId === undefined || resource.ownerId === caller.account.id;
  const isLetInByName = isOwn && direct === 'allow';
  // A user who is named by a resource of its own account needs nothing else but the organisation's leave.
  const needed = isLetInByName ? fences.filter(({ kind }) => kind === controlPolicy || caller.principal.kind === 'role') : [...fences, identity];
  const silent = needed.find(({ verdict }) => verdict === 'none');
  if (silent) return `because no ${silent.kind} allows the ${request.action} action`;
  const needsResource = !isOwn || resource.isClosed === true;
  return needsResource && anybody !== 'allow' ? `because no resource-based policy allows the ${request.action} action` : undefined;
}

const controlPolicy = 'service control policy';

/** What can only narrow: the organisation's policies, the boundary, the session's own policies. */
function fencesOf(world: World, { account, principal }: Caller, request: AccessRequest): Layer[] {
  const { permissionsBoundary } = principal.kind === 'user' ? principal.user : principal.role;
  const session = principal.kind === 'role' ? principal.session.policies : undefined;
  return [
    ...controlLevels(world, account).map((documents) => ({ kind: controlPolicy, verdict: evaluatePolicies(documents, request) })),
    ...(permissionsBoundary === undefined ? [] : [{ kind: 'permissions boundary', verdict: evaluatePolicies(managedPolicies(account, [permissionsBoundary]), request) }]),
    ...(session === undefined ? [] : [{ kind: 'session policy', verdict: evaluatePolicies(session, request) }]),
  ];
}

/** What the organisation's policies and the boundary say, for the simulation of a principal. */
export function fencesAround(world: World, { account, identity }: { account: SimAccount; identity: SimIdentity }, request: AccessRequest): { organization: boolean; boundary: boolean | undefined } {
  const { permissionsBoundary } = identity;
  return {
    organization: controlLevels(world, account).every((documents) => evaluatePolicies(documents, request) === 'allow'),
    boundary: permissionsBoundary === undefined ? undefined : evaluatePolicies(managedPolicies(account, [permissionsBoundary]), request) === 'allow',
  };
}

/** From the root down to the account, each level has to allow. They do not bind the management account. */
function controlLevels({ organization }: World, account: SimAccount): PolicyDocument[][] {
  if (account.id === organization.managementAccountId) return [];
  const levels = [account.id];
  for (let unit: string | undefined = account.unitId; unit !== undefined; unit = organization.units.find(({ id }) => id === unit)?.parentId) levels.unshift(unit);
  return levels.flatMap((level) => {
    const documents = organization.controlPolicies.get(level);
    return documents === undefined || documents.length === 0 ? [] : [documents];
  });
}

/** What the resource's policy says to the caller in any way, and what it says to it by its own name rather than by its account's. */
function resourceVerdicts(caller: Caller, { policy }: ResourceFacts, request: AccessRequest): { anybody: Verdict; direct: Verdict } {
  if (!policy) return { anybody: 'none', direct: 'none' };
  const own = caller.principal.kind === 'role' ? [caller.arn, caller.principal.role.arn] : [caller.arn];
  const all = [...own, caller.account.id, `arn:aws:iam::${caller.account.id}:root`];
  const evaluate = (names: readonly string[]) => evaluateStatements(statementsOf(policy).filter((statement) => namesPrincipal(statement, names)), request);
  return { anybody: evaluate(all), direct: evaluate(own) };
}

export function identityPolicies(account: SimAccount, { principal }: Pick<Caller, 'principal'>): PolicyDocument[] {
  if (principal.kind === 'role') return policiesOf(account, principal.role);
  return [principal.user, ...[...principal.user.groups].flatMap((name) => account.groups.get(name) ?? [])].flatMap((identity) => policiesOf(account, identity));
}

export function policiesOf(account: SimAccount, identity: SimIdentity): PolicyDocument[] {
  return [...identity.inlinePolicies.values(), ...managedPolicies(account, identity.attachedPolicies)];
}

export function managedPolicies(account: SimAccount, arns: Iterable<string>): PolicyDocument[] {
  return [...arns].flatMap((arn) => account.policies.get(arn)?.versions.find(({ isDefault }) => isDefault)?.document ?? []);
}
