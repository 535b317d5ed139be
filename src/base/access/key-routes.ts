import { durationMs } from '../../core/duration.ts';
import { route, type Route } from '../../core/route.ts';
import { actorOf } from './actor-of.ts';
import { createKeyContract, listKeysContract, revokeKeyContract } from './contract.ts';
import { knownCaller, personOf } from './known-caller.ts';
import type { Access } from './open-access.ts';
import { managesAll, ownOrAll } from './session-routes.ts';

const roleOf = { read: 'viewer', operate: 'operator', approve: 'approver', admin: 'admin' } as const;
const usualLifeMs = durationMs('90d');

/** Keys of programs. A key cannot make others: what it may do would outlive it. */
export function keyRoutes({ access }: { access: Access }): Route[] {
  const { audit, keys } = access;
  return [
    route(listKeysContract, async ({ query, caller, scope }) => ({ keys: await keys.list({ ...ownOrAll(knownCaller(caller), query.of), scope }) })),
    route(createKeyContract, async ({ body, caller, scope, address }) => {
      const person = personOf(caller);
      const expiresAt = body.expiresAt === undefined ? new Date(access.clock().getTime() + usualLifeMs) : body.expiresAt === null ? null : new Date(body.expiresAt);
      const made = await keys.create(person, { name: body.name, role: roleOf[body.scope], accounts: body.accounts ?? scope, expiresAt });
      const { id, name, scope: keyScope, accounts } = made.facts;
      await audit.add([{ actor: actorOf(caller), action: 'key.created', subject: { kind: 'key', id }, detail: { name, scope: keyScope, accounts, expiresAt: made.facts.expiresAt }, address }]);
      return made;
    }),
    route(revokeKeyContract, async ({ params, caller, scope, address }) => {
      const known = knownCaller(caller);
      const { name, username } = await keys.revoke(params.id, managesAll(known) ? { scope } : { userId: known.id, scope });
      await audit.add([{ actor: actorOf(caller), action: 'key.revoked', subject: { kind: 'key', id: params.id }, detail: { name, of: username }, address }]);
      return null;
    }),
  ];
}
