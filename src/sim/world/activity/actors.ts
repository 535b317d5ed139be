import type { CloudTrailIdentity } from '../cloudtrail-record.ts';
import { emailDomain, people } from '../estate/people.ts';
import { openDice } from '../seeded-random.ts';
import type { Place, PlaceInstance, PlaceUser } from './place.ts';

/** Who calls, from where, with what. */
export interface Actor {
  readonly identity: CloudTrailIdentity;
  readonly address: string;
  readonly agent: string;
}

type RoleFacts = { readonly name: string; readonly arn: string; readonly id: string };

const sdkAgents = [
  'aws-sdk-java/2.28.16 md/io#sync md/http#Apache ua/2.1 os/Linux#6.1.109-118.189.amzn2023.x86_64 lang/java#21.0.4 md/vendor#Amazon.com_Inc.',
  'Boto3/1.35.36 md/Botocore#1.35.36 ua/2.0 os/linux#6.1.109 md/arch#x86_64 lang/python#3.12.6 md/pyimpl#CPython cfg/retry-mode#standard Botocore/1.35.36',
  'aws-sdk-go-v2/1.31.0 ua/2.1 os/linux lang/go#1.23.2 md/GOOS#linux md/GOARCH#amd64',
  'aws-sdk-js/3.668.0 ua/2.1 os/linux#6.1.109 lang/js md/nodejs#20.17.0 md/crt-avail',
] as const;
const browsers = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
  'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
] as const;
const cliAgent = 'aws-cli/2.31.4 md/awscrt#0.27.6 ua/2.1 os/macos#24.6.0 md/arch#arm64 lang/python#3.13.7 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/prompt#off md/command#';
const terraformAgent = 'APN/1.0 HashiCorp/1.0 Terraform/1.13.3 (+https://www.terraform.io) terraform-provider-aws/6.15.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.39.2 ua/2.1 os/linux lang/go#1.24.6';
const vendorAgent = 'vendor-crawler/2.14 aws-sdk-go-v2/1.38.0 ua/2.1 os/linux lang/go#1.24.4';
/** The address range of the office, one that is kept for documentation. */
const officeAddresses = ['198.51.100.14', '198.51.100.15', '198.51.100.16'] as const;

export function sdkAgentOf(app: string): string {
  return sdkAgents[(app.length + app.charCodeAt(0)) % sdkAgents.length] ?? sdkAgents[0];
}

/** An application on an instance, with the credentials that the instance metadata service renews every six hours. */
export function instanceActor(place: Place, instance: PlaceInstance, minute: number): Actor {
  const role = roleOf(place, `${instance.app}-instance`);
  const identity = assumedRole(place, role, { session: instance.id, minute, hours: 6 });
  return { identity: { ...identity, sessionContext: { ...identity.sessionContext, ec2RoleDelivery: '2.0' } }, address: instance.address, agent: sdkAgentOf(instance.app) };
}

/** A container of an application; new ones every day. */
export function taskActor(place: Place, app: string, minute: number): Actor {
  const session = openDice(place.seed, `task/${place.accountId}/${place.region}/${app}/${Math.floor(minute / 1_440)}`).hex(32);
  return { identity: assumedRole(place, roleOf(place, `${app}-task`), { session, minute, hours: 6 }), address: place.instances[0]?.address ?? '10.0.0.10', agent: sdkAgentOf(app) };
}

/** An AWS service that acts through its own role in the account. */
export function linkedServiceActor(place: Place, roleName: string, { service, session, minute }: { service: string; session: string; minute: number }): Actor {
  const invokedBy = `${service}.amazonaws.com`;
  return { identity: { ...assumedRole(place, roleOf(place, roleName), { session, minute, hours: 1 }), invokedBy }, address: invokedBy, agent: invokedBy };
}

/** An AWS service that acts as itself. */
export function serviceActor(service: string): Actor {
  const invokedBy = `${service}.amazonaws.com`;
  return { identity: { type: 'AWSService', invokedBy }, address: invokedBy, agent: invokedBy };
}

export function vendorActor(place: Place, minute: number): Actor {
  return { identity: assumedRole(place, roleOf(place, 'observability'), { session: 'vendor-crawler', minute, hours: 1 }), address: ['192.0.2.41', '192.0.2.42'][minute % 2] ?? '192.0.2.41', agent: vendorAgent };
}

/** A run of the delivery pipeline, on a machine that lives as long as the run. */
export function pipelineActor(place: Place, { run, minute }: { run: string; minute: number }): Actor {
  const dice = openDice(place.seed, `run/${run}`);
  return { identity: assumedRole(place, roleOf(place, 'deploy-pipeline'), { session: `deploy-${run}`, minute, hours: 1 }), address: `20.${dice.whole(256)}.${dice.whole(256)}.${1 + dice.whole(254)}`, agent: terraformAgent };
}

export function backupActor(place: Place, minute: number): Actor {
  return { identity: { ...assumedRole(place, roleOf(place, 'backup-service'), { session: 'AWSBackup', minute, hours: 1 }), invokedBy: 'backup.amazonaws.com' }, address: 'backup.amazonaws.com', agent: 'backup.amazonaws.com' };
}

/** Somebody signed in through single sign-on, in a browser or on the command line. */
export function personActor(place: Place, person: string, { minute, isConsole }: { minute: number; isConsole: boolean }): Actor {
  const number = Math.max(0, people.findIndex((name) => name === person));
  const set = number % 5 === 0 ? 'AdministratorAccess' : number % 5 === 4 ? 'SecurityAudit' : number % 2 === 0 ? 'ReadOnlyAccess' : 'PowerUserAccess';
  const role = place.signOnRoles.find(({ name }) => name.includes(`_${set}_`)) ?? roleOf(place, 'deploy-pipeline');
  const isAtHome = openDice(place.seed, `at-home/${person}/${Math.floor(minute / 1_440)}`).chance(0.35);
  const address = isAtHome ? homeAddress(place.seed, person) : (officeAddresses[number % officeAddresses.length] ?? officeAddresses[0]);
  const identity = assumedRole(place, role, { session: `${person}@${emailDomain}`, minute, hours: 8 });
  return { identity, address, agent: isConsole ? browserOf(person) : cliAgent };
}

/** One of the last users with keys of their own; each calls from one place. */
export function userActor(place: Place, user: PlaceUser): Actor {
  const dice = openDice(place.seed, `user-address/${user.arn}`);
  const identity: CloudTrailIdentity = { type: 'IAMUser', principalId: user.id, arn: user.arn, accountId: place.accountId, userName: user.name, ...(user.accessKeyId === undefined ? {} : { accessKeyId: user.accessKeyId }) };
  return { identity, address: place.instances[dice.whole(Math.max(1, place.instances.length))]?.address ?? `192.0.2.${100 + dice.whole(20)}`, agent: sdkAgentOf(user.name) };
}

/** A user at the sign-in page: no key yet. */
export function signingInActor(place: Place, user: PlaceUser): Actor {
  return { identity: { type: 'IAMUser', principalId: user.id, arn: user.arn, accountId: place.accountId, userName: user.name }, address: officeAddresses[user.name.length % officeAddresses.length] ?? officeAddresses[0], agent: browserOf(user.name) };
}

/** A role session; the same session within its hours keeps its key, as in real records. */
export function assumedRole(place: Pick<Place, 'seed' | 'accountId'>, role: RoleFacts, { session, minute, hours }: { session: string; minute: number; hours: number }): CloudTrailIdentity {
  const slot = Math.floor(minute / (60 * hours));
  const dice = openDice(place.seed, `session/${role.arn}/${session}/${slot}`);
  const createdAt = new Date((slot * 60 * hours + dice.whole(4) - 4) * 60_000 + dice.whole(60) * 1_000);
  return {
    type: 'AssumedRole',
    principalId: `${role.id}:${session}`,
    arn: `arn:aws:sts::${place.accountId}:assumed-role/${role.name}/${session}`,
    accountId: place.accountId,
    accessKeyId: `ASIA${dice.letters(16)}`,
    sessionContext: {
      sessionIssuer: { type: 'Role', principalId: role.id, arn: role.arn, accountId: place.accountId, userName: role.name },
      attributes: { creationDate: `${createdAt.toISOString().slice(0, 19)}Z`, mfaAuthenticated: 'false' },
    },
  };
}

export function roleOf(place: Place, name: string): RoleFacts {
  return place.roles.get(name) ?? { name, arn: `arn:aws:iam::${place.accountId}:role/${name}`, id: 'AROA' };
}

export function browserOf(person: string): string {
  return browsers[person.length % browsers.length] ?? browsers[0];
}

function homeAddress(seed: number, person: string): string {
  return `203.0.113.${1 + openDice(seed, `home/${person}`).whole(90)}`;
}
