import { emailDomain, people } from '../estate/people.ts';
import { openDice } from '../seeded-random.ts';
import { browserOf, personActor, signingInActor } from './actors.ts';
import type { Happening, Scene, Stir } from './happening.ts';
import { readingDeed } from './reading-deeds.ts';
import { officeHours } from './rhythm.ts';
import type { Deed } from './write-record.ts';

/** People at work in consoles and terminals, a few at a time and each for an hour or more. */
export const peopleAtWork: Stir = {
  rhythm: officeHours,
  peak: ({ scale, isHome }) => 0.9 * scale + (isHome ? 0.1 : 0.005),
  happen(scene) {
    const { place, dice, minute } = scene;
    const person = onDuty(scene);
    const isConsole = dice.chance(0.55);
    const actor = personActor(place, person, { minute, isConsole });
    // A page of the console asks for several things at once.
    const count = isConsole ? 1 + dice.whole(4) : 1;
    const second = dice.whole(50);
    return Array.from({ length: count }, (_, i): Happening => ({ actor, deed: personDeed(scene, actor.identity.arn ?? ''), second: second + i }));
  },
};

/** Signing in, through single sign-on and, for the few that still have one, with a password. Some mistype it. */
export const signIns: Stir = {
  rhythm: officeHours,
  peak: ({ isHome, scale }) => (isHome ? 0.02 + 0.05 * scale : 0),
  happen(scene) {
    const { place, dice, minute } = scene;
    const users = [...place.users.values()].filter(({ name }) => name.includes('.'));
    if (users.length > 0 && dice.chance(0.15)) return passwordSignIn(scene, dice.pick(users).name);
    const person = onDuty(scene);
    const actor = personActor(place, person, { minute, isConsole: true });
    const federated = { ...actor, identity: { type: 'Unknown', principalId: place.accountId, accountId: place.accountId, userName: `${person}@${emailDomain}` } };
    return [
      { actor: federated, deed: { source: 'sso', name: 'Federate', eventType: 'AwsServiceEvent' }, second: 10 },
      { actor, deed: signIn(place.region, { result: 'Success', usedMfa: 'No' }), second: 12 },
    ];
  },
};

/** Who works in this account in this hour: the same two or three for the whole of it. */
function onDuty({ place, dice, minute }: Scene): string {
  const shift = openDice(place.seed, `duty/${place.accountId}/${Math.floor(minute / 120)}`);
  const present = Array.from({ length: 3 }, () => shift.pick(people));
  return dice.pick(present);
}

function personDeed(scene: Scene, arn: string): Deed {
  const { place, dice } = scene;
  if (place.instances.length > 0 && dice.chance(0.06)) return writingDeed(scene);
  const deed = readingDeed(place, dice);
  if (!dice.chance(0.02)) return deed;
  const action = `${deed.source}:${deed.name}`;
  const code = deed.source === 'ec2' ? 'Client.UnauthorizedOperation' : 'AccessDenied';
  return { ...deed, error: { code, message: `User: ${arn} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action` } };
}

/** The harmless changes that people make by hand. */
function writingDeed({ place, dice }: Scene): Deed {
  const instance = dice.pick(place.instances);
  const resources = [{ type: 'AWS::EC2::Instance', arn: `arn:aws:ec2:${place.region}:${place.accountId}:instance/${instance.id}` }];
  const instancesSet = { items: [{ instanceId: instance.id }] };
  return dice.pick<Deed>([
    { source: 'ec2', name: 'CreateTags', parameters: { resourcesSet: { items: [{ resourceId: instance.id }] }, tagSet: { items: [{ key: 'team', value: dice.pick(['platform', 'payments', 'storefront', 'data']) }] } }, response: { _return: true } },
    { source: 'ec2', name: 'RebootInstances', parameters: { instancesSet }, response: { _return: true }, resources },
    { source: 'ssm', name: 'StartSession', parameters: { target: instance.id }, response: { sessionId: `session-${dice.hex(17)}` } },
    { source: 'monitoring', name: 'PutDashboard', parameters: { dashboardName: `${instance.app}-overview` } },
    { source: 'logs', name: 'StartQuery', parameters: { logGroupName: `/${place.accountName}/${instance.app}`, limit: 1_000 }, response: { queryId: dice.uuid() } },
    { source: 'sns', name: 'Subscribe', parameters: { topicArn: place.topics[0] ?? '', protocol: 'email', endpoint: 'HIDDEN_DUE_TO_SECURITY_REASONS' } },
  ]);
}

function passwordSignIn({ place, dice }: Scene, name: string): Happening[] {
  const user = place.users.get(name);
  if (!user) return [];
  const actor = { ...signingInActor(place, user), agent: browserOf(name) };
  const happenings: Happening[] = [{ actor, deed: signIn(place.region, { result: 'Success', usedMfa: 'Yes' }), second: 40 }];
  if (dice.chance(0.3)) happenings.unshift({ actor, deed: signIn(place.region, { result: 'Failure', usedMfa: 'No' }), second: 20 });
  return happenings;
}

function signIn(region: string, { result, usedMfa }: { result: 'Success' | 'Failure'; usedMfa: 'Yes' | 'No' }): Deed {
  return {
    source: 'signin',
    name: 'ConsoleLogin',
    eventType: 'AwsConsoleSignIn',
    response: { ConsoleLogin: result },
    more: { LoginTo: `https://console.aws.amazon.com/console/home?region=${region}`, MobileVersion: 'No', MFAUsed: usedMfa },
    ...(result === 'Failure' ? { error: { code: 'Failure', message: 'Failed authentication' } } : {}),
  };
}
