import { route, type Route } from '../../../core/route.ts';
import { actorOf } from '../actor-of.ts';
import { personOf } from '../known-caller.ts';
import type { Access } from '../open-access.ts';
import { beginSecondFactorContract, confirmSecondFactorContract, endSecondFactorContract, getSecondFactorContract, renewRecoveryCodesContract } from './contract.ts';

export function secondFactorRoutes({ access }: { access: Access }): Route[] {
  const { factors, audit } = access;
  return [
    route(getSecondFactorContract, async ({ caller }) => {
      const { id, role } = personOf(caller);
      return { ...(await factors.state(id)), isRequired: access.secondFactorFor.includes(role) };
    }),
    route(beginSecondFactorContract, async ({ caller, body, address }) => {
      const person = personOf(caller);
      await access.confirmIdentity(person, { ...body, address });
      return factors.begin(person);
    }),
    route(confirmSecondFactorContract, async ({ caller, body, address }) => {
      const person = personOf(caller);
      const recoveryCodes = await factors.confirm(person.id, body.code);
      await access.endOtherLogins(person);
      await audit.add([{ actor: actorOf(caller), action: 'second-factor.turned-on', subject: { kind: 'user', id: person.id }, address }]);
      return { recoveryCodes };
    }),
    route(renewRecoveryCodesContract, async ({ caller, body, address }) => {
      const person = personOf(caller);
      await access.confirmIdentity(person, { ...body, address });
      const recoveryCodes = await factors.renewRecoveryCodes(person.id);
      await audit.add([{ actor: actorOf(caller), action: 'second-factor.codes-renewed', subject: { kind: 'user', id: person.id }, address }]);
      return { recoveryCodes };
    }),
    route(endSecondFactorContract, async ({ caller, body, address }) => {
      const person = personOf(caller);
      await access.confirmIdentity(person, { ...body, address });
      await factors.turnOff(person.id);
      await audit.add([{ actor: actorOf(caller), action: 'second-factor.turned-off', subject: { kind: 'user', id: person.id }, address }]);
      return null;
    }),
  ];
}
