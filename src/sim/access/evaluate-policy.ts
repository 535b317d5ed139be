import type { PolicyDocument, PolicyStatement } from '../world/world.ts';
import { matchesPattern, type AccessContext } from './match-pattern.ts';
import { conditionsHold } from './policy-conditions.ts';

export interface AccessRequest {
  readonly action: string;
  readonly resource: string;
  readonly context: AccessContext;
}

export type Verdict = 'allow' | 'deny' | 'none';

/** What policies of one kind say together: a deny wins, then an allow, and silence is neither. */
export function evaluatePolicies(documents: Iterable<PolicyDocument>, request: AccessRequest): Verdict {
  return evaluateStatements([...documents].flatMap(statementsOf), request);
}

export function evaluateStatements(statements: Iterable<PolicyStatement>, request: AccessRequest): Verdict {
  let verdict: Verdict = 'none';
  for (const statement of statements) {
    if (!applies(statement, request)) continue;
    if (statement.Effect === 'Deny') return 'deny';
    verdict = 'allow';
  }
  return verdict;
}

export function statementsOf({ Statement }: PolicyDocument): readonly PolicyStatement[] {
  return 'Effect' in Statement ? [Statement] : Statement;
}

/** Does a statement of a trust or resource policy speak of a caller with these names? */
export function namesPrincipal({ Principal, NotPrincipal }: PolicyStatement, names: readonly string[]): boolean {
  if (NotPrincipal !== undefined) return !isAmong(NotPrincipal, names);
  return Principal !== undefined && isAmong(Principal, names);
}

function isAmong(principal: NonNullable<PolicyStatement['Principal']>, names: readonly string[]): boolean {
  if (principal === '*') return true;
  return [principal.AWS ?? []].flat().some((value) => value === '*' || names.includes(value));
}

/** A condition that cannot be checked here never allows, and never keeps a deny from denying. */
function applies(statement: PolicyStatement, { action, resource, context }: AccessRequest): boolean {
  if (!matchesAction(statement, action) || !matchesResource(statement, resource, context)) return false;
  const holding = conditionsHold(statement.Condition, context);
  return holding === 'unknown' ? statement.Effect === 'Deny' : holding;
}

function matchesAction({ Action, NotAction }: PolicyStatement, action: string): boolean {
  const fits = (pattern: string) => matchesPattern(action.toLowerCase(), pattern.toLowerCase());
  return NotAction === undefined ? [Action ?? []].flat().some(fits) : ![NotAction].flat().some(fits);
}

/** A trust policy has no resource: it is about the role it stands on. */
function matchesResource({ Resource, NotResource }: PolicyStatement, resource: string, context: AccessContext): boolean {
  const fits = (pattern: string) => matchesPattern(resource, pattern, context);
  if (NotResource !== undefined) return ![NotResource].flat().some(fits);
  return Resource === undefined || [Resource].flat().some(fits);
}
