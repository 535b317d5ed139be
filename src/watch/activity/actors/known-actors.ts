import type { Actor } from '../../../core/actor.ts';
import type { Caller } from './caller.ts';

export type KnownActor = Pick<Actor, 'name' | 'kind' | 'confidence' | 'via'>;

/** Providers whose tokens are given to jobs, by the end of their host name. */
const ciProviders: readonly (readonly [string, string])[] = [
  ['token.actions.githubusercontent.com', 'GitHub Actions'],
  ['gitlab.com', 'GitLab CI'],
  ['oidc.circleci.com', 'CircleCI'],
  ['api.bitbucket.org', 'Bitbucket Pipelines'],
  ['app.terraform.io', 'HCP Terraform'],
  ['agent.buildkite.com', 'Buildkite'],
  ['vstoken.dev.azure.com', 'Azure DevOps'],
  ['oidc.vercel.com', 'Vercel'],
];

const ciSessions: readonly (readonly [RegExp, string])[] = [
  [/^GitHubActions$/i, 'GitHub Actions'],
  [/^(?:gitlab|GitLabRunner)[-_]/i, 'GitLab CI'],
  [/^AWSCodeBuild-/, 'AWS CodeBuild'],
  [/^(?:circleci|CircleCI)\b/, 'CircleCI'],
  [/^(?:terraform-run|tfc|run)-[\w-]+$/i, 'HCP Terraform'],
  [/^(?:jenkins|Jenkins)\b/, 'Jenkins'],
  [/^(?:bitbucket|BitbucketPipelines)\b/i, 'Bitbucket Pipelines'],
  [/^buildkite\b/i, 'Buildkite'],
];

/** A subject of a web identity token, by the provider that vouches for it. */
export function webIdentityActor(subject: string | null, provider: string | null): KnownActor {
  const host = hostOf(provider);
  const ci = ciProviders.find(([end]) => host === end || host.startsWith(`${end}/`) || host.endsWith(`.${end}`))?.[1] ?? (subject?.startsWith('repo:') === true ? 'GitHub Actions' : undefined);
  const confidence = subject === null ? 'medium' : 'high';
  const via = subject === null ? 'the provider of the session' : 'the subject of the identity token';
  if (ci !== undefined) return { name: subject ?? ci, kind: 'ci', confidence, via };
  if (/^oidc\.eks\.[\w-]+\.amazonaws\.com/.test(host) || subject?.startsWith('system:serviceaccount:') === true) return { name: subject ?? host, kind: 'workload', confidence, via };
  return { name: subject ?? host, kind: 'web-identity', confidence, via };
}

/** What a session says of itself without the record of how it began. */
export function actorOfSession(caller: Caller): KnownActor | null {
  const { roleArn, sessionName, issuedTo, provider } = caller;
  const roleName = (roleArn ?? caller.arn?.replace(/\/[^/]*$/, ''))?.split('/').at(-1) ?? 'a role';
  if (roleArn?.includes(':role/aws-service-role/') === true || roleName.startsWith('AWSServiceRoleFor')) {
    return { name: /aws-service-role\/([^/]+)\//.exec(roleArn ?? '')?.[1] ?? caller.invokedBy ?? roleName, kind: 'service', confidence: 'high', via: 'a service-linked role' };
  }
  if (roleName.startsWith('AWSReservedSSO_') && sessionName !== null) return { name: sessionName, kind: 'sso', confidence: 'high', via: 'IAM Identity Center' };
  if (issuedTo !== null) return { name: issuedTo, kind: kindOfArn(issuedTo), confidence: 'high', via: 'what AWS issued the credentials to' };
  if (caller.isFromInstance && sessionName !== null) return { name: sessionName, kind: 'instance', confidence: 'high', via: 'the metadata service of the instance' };
  if (provider !== null && !provider.includes(':saml-provider/')) return webIdentityActor(null, provider);
  if (provider !== null) return { name: sessionName ?? provider, kind: 'saml', confidence: 'medium', via: 'the provider of the session' };
  return sessionName === null ? null : actorOfSessionName(sessionName);
}

/** A session that an AWS service opened for what runs in it. */
export function actorOfService(service: string, sessionName: string | null): KnownActor {
  const of = (kind: KnownActor['kind']): KnownActor => ({ name: sessionName ?? service, kind, confidence: 'high', via: `${service} opened the session` });
  const host = service.replace(/\.amazonaws\.com(?:\.cn)?$/, '');
  if (sessionName !== null && host === 'ec2') return of('instance');
  if (sessionName !== null && host === 'lambda') return of('function');
  if (sessionName !== null && (host === 'ecs-tasks' || host === 'ecs')) return of('task');
  if (sessionName !== null && host === 'codebuild') return of('ci');
  if (sessionName !== null && host === 'pods.eks') return of('workload');
  return { name: service, kind: 'service', confidence: 'high', via: `${service} opened the session` };
}

/** Whoever assumes a role chooses the name of the session, so that it says little. */
function actorOfSessionName(name: string): KnownActor | null {
  const said = { confidence: 'low', via: 'the name of the session' } as const;
  if (/^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(name)) return { name, kind: 'instance', ...said };
  if (/^[0-9a-f]{32}$/.test(name)) return { name, kind: 'task', ...said };
  if (/^eks-.+-[0-9a-f-]{36}$/.test(name)) return { name, kind: 'workload', ...said };
  const ci = ciSessions.find(([pattern]) => pattern.test(name))?.[1];
  return ci === undefined ? null : { name: `${ci} (${name})`, kind: 'ci', ...said };
}

function kindOfArn(arn: string): KnownActor['kind'] {
  const service = arn.split(':')[2];
  if (service === 'lambda') return 'function';
  if (service === 'ecs') return 'task';
  if (service === 'ec2') return 'instance';
  if (service === 'codebuild') return 'ci';
  return service === 'eks' ? 'workload' : 'service';
}

function hostOf(provider: string | null): string {
  return (provider ?? 'an identity provider').replace(/^.*:oidc-provider\//, '').replace(/^https?:\/\//, '');
}
