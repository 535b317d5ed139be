import { policyFor } from '../../aws/policy.ts';
import { allowancesOfOpened, denialsOfCustomerData, isClosed, isOpenedByPlace, type Opened, type Statement } from './customer-data.ts';

/** One role as the templates make it. */
export interface RolePlan {
  readonly roleName: string;
  readonly about: string;
  readonly externalId: string;
  /** Who may take it on; null where the template has to ask. */
  readonly principal: string | null;
  /** Each small enough for one managed policy. */
  readonly policies: readonly (readonly Statement[])[];
  /** The most that the role can ever do, whatever is attached to it later. */
  readonly boundary: readonly Statement[];
}

/** AWS takes no longer managed policy, white space not counted. */
const mostCharacters = 6_144;

export function readPlan({ actions, opened, ...facts }: { actions: readonly string[]; opened: Opened } & Pick<RolePlan, 'externalId' | 'principal'>): RolePlan {
  const allowed = actions.filter((action) => !isOpenedByPlace(action) && !isClosed(action, opened));
  const places = allowancesOfOpened(opened);
  const denials = denialsOfCustomerData(opened);
  return {
    ...facts,
    roleName: 'WatchkeeperRead',
    about: 'Lets Watchkeeper see how the account is set up and what happens in it. It changes nothing and reads no customer data.',
    policies: inParts([...policyFor(allowed).Statement, ...places, ...denials]),
    boundary: [{ Sid: 'AtMostReading', Effect: 'Allow', Action: atMost(allowed), Resource: '*' }, ...places.map((place) => ({ ...place, Sid: `AtMost${place.Sid}` })), ...denials],
  };
}

export function writePlan({ actions, ...facts }: { actions: readonly string[] } & Pick<RolePlan, 'externalId' | 'principal'>): RolePlan {
  const statements: Statement[] = policyFor(actions).Statement.map((statement) => ({ ...statement, Sid: statement.Sid.replace(/^Read/, 'Change') }));
  return {
    ...facts,
    roleName: 'WatchkeeperWrite',
    about: 'Lets Watchkeeper carry out what a person has approved. Without this role it can change nothing.',
    policies: inParts(statements),
    boundary: statements.map((statement) => ({ ...statement, Sid: `AtMost${statement.Sid}` })),
  };
}

/** By the verbs that read, so that the boundary stays as it is when the product learns to look at more of a service. */
function atMost(actions: readonly string[]): string[] {
  const services = [...new Set(actions.map((action) => action.slice(0, action.indexOf(':'))))].sort();
  const verbs = ['BatchGet', 'Describe', 'Get', 'List', 'Lookup', 'Simulate'];
  const isReading = (action: string) => verbs.some((verb) => action.slice(action.indexOf(':') + 1).startsWith(verb));
  const used = services.flatMap((service) => verbs.filter((verb) => actions.some((action) => action.startsWith(`${service}:${verb}`))).map((verb) => `${service}:${verb}*`));
  return [...used, ...actions.filter((action) => !isReading(action))];
}

function inParts(statements: readonly Statement[]): Statement[][] {
  const parts: Statement[][] = [];
  for (const statement of statements.flatMap(shortened)) {
    const last = parts.at(-1);
    if (last && lengthOf([...last, statement]) <= mostCharacters) last.push(statement);
    else parts.push([statement]);
  }
  return parts;
}

function shortened(statement: Statement): Statement[] {
  if (lengthOf([statement]) <= mostCharacters) return [statement];
  const middle = Math.ceil(statement.Action.length / 2);
  return [
    ...shortened({ ...statement, Action: statement.Action.slice(0, middle) }),
    ...shortened({ ...statement, Sid: `${statement.Sid}More`, Action: statement.Action.slice(middle) }),
  ];
}

export function documentOf(statements: readonly Statement[]): { Version: string; Statement: readonly Statement[] } {
  return { Version: '2012-10-17', Statement: statements };
}

function lengthOf(statements: readonly Statement[]): number {
  return JSON.stringify(documentOf(statements)).length;
}

export function trustPolicy<P>(principal: P, externalId: unknown): object {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: principal }, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'], Condition: { StringEquals: { 'sts:ExternalId': externalId } } }],
  };
}
