import type { ServiceName } from '../../base/aws/services.ts';
import { serviceRefusal } from '../service-refusals.ts';
import type { World } from '../world/world.ts';
import type { Caller } from './caller.ts';
import { whyRefused } from './decide-access.ts';
import type { AccessContext } from './match-pattern.ts';
import { resourceFacts, type ResourceFacts } from './resource-facts.ts';

export interface AccessQuestion {
  readonly service: ServiceName;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** What the service itself adds for conditions to ask for. */
  readonly conditions: AccessContext;
  readonly sourceAddress: string;
  readonly userAgent: string;
  readonly region: string;
  readonly now: Date;
}

/** Refuses unless every layer that applies to the caller lets the call through, as AWS evaluates them. */
export function authorise(world: World, caller: Caller, question: AccessQuestion): void {
  const known = contextOf(world, caller, question);
  for (const arn of question.resources) {
    const resource = resourceFacts(world, arn);
    const context = { ...known, ...resourceContext(world, resource), ...question.conditions };
    for (const action of question.actions) {
      const because = whyRefused(world, caller, { request: { action, resource: arn, context }, resource });
      if (because === undefined) continue;
      const message = `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${arn} ${because}`;
      throw serviceRefusal(question.service, 'denied', question.service === 'ec2' ? `You are not authorized to perform this operation. ${message}` : message);
    }
  }
}

function contextOf(world: World, { principal, account, arn, userId }: Caller, { sourceAddress, userAgent, region, now }: AccessQuestion): AccessContext {
  const identity = principal.kind === 'user' ? principal.user : principal.role;
  const { session } = principal;
  return {
    'aws:sourceip': sourceAddress,
    'aws:useragent': userAgent,
    'aws:requestedregion': region,
    'aws:currenttime': now.toISOString(),
    'aws:epochtime': String(Math.floor(now.getTime() / 1_000)),
    // The simulator stands for AWS's own endpoints, which are reached over TLS.
    'aws:securetransport': 'true',
    'aws:principalarn': principal.kind === 'role' ? principal.role.arn : arn,
    'aws:principalaccount': account.id,
    'aws:principalorgid': world.organization.id,
    'aws:principaltype': principal.kind === 'role' ? 'AssumedRole' : 'User',
    'aws:userid': userId,
    ...(principal.kind === 'user' ? { 'aws:username': principal.user.name } : {}),
    ...(session
      ? {
          'aws:multifactorauthpresent': String(session.usedMfa),
          'aws:tokenissuetime': session.createdAt.toISOString(),
          ...(session.sourceIdentity === undefined ? {} : { 'aws:sourceidentity': session.sourceIdentity }),
        }
      : {}),
    ...tagContext('aws:principaltag', identity.tags),
    ...tagContext('aws:principaltag', session?.tags),
  };
}

function resourceContext({ accounts, organization }: World, { ownerId, tags }: ResourceFacts): AccessContext {
  return {
    ...(ownerId === undefined ? {} : { 'aws:resourceaccount': ownerId }),
    ...(ownerId !== undefined && accounts.has(ownerId) ? { 'aws:resourceorgid': organization.id } : {}),
    ...tagContext('aws:resourcetag', tags),
    ...tagContext('ec2:resourcetag', tags),
  };
}

function tagContext(prefix: string, tags: ReadonlyMap<string, string> | undefined): AccessContext {
  return Object.fromEntries([...(tags ?? [])].map(([key, value]) => [`${prefix}/${key.toLowerCase()}`, value]));
}
