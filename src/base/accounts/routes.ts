import { actorOf } from '../access/actor-of.ts';
import { route, type Route, type RouteRequest } from '../../core/route.ts';
import type { AccountsRoom, Asking } from './accounts-room.ts';
import { addAccount } from './add-account.ts';
import { changeAccount, removeAccount } from './change-account.ts';
import {
  addAccountContract,
  assumeRoleContract,
  connectOrganizationContract,
  getAccountContract,
  getOnboardingContract,
  listAccountRegionsContract,
  listAccountsContract,
  listOrganizationsContract,
  removeAccountContract,
  removeOrganizationContract,
  syncOrganizationContract,
  updateAccountContract,
  validateAccountContract,
} from './contract.ts';
import { findAccount } from './find-account.ts';
import { hideOtherAccounts } from './hide-other-accounts.ts';
import { listAccounts } from './list-accounts.ts';
import { listAccountRegions } from './list-regions.ts';
import { connectOrganization, listOrganizations, removeOrganization, syncOrganizationNow } from './manage-organizations.ts';
import { makeOnboarding, type RoleActions } from './onboarding/make-onboarding.ts';
import { tryRole } from './try-role.ts';
import { validateNow } from './validate-now.ts';

export interface AccountRouteDeps {
  readonly room: AccountsRoom;
  /** What the templates' roles are made from. */
  readonly actions: RoleActions;
}

export function accountRoutes({ room, actions }: AccountRouteDeps): Route[] {
  const { store } = room;
  return [
    route(listAccountsContract, async ({ scope }) => ({ accounts: (await listAccounts(store, scope)).map((account) => hideOtherAccounts(account, scope)) })),
    route(addAccountContract, (request) => addAccount(room, request.body, askingOf(request))),
    route(getAccountContract, async ({ params, scope }) => hideOtherAccounts(await findAccount(store, params.id, scope), scope)),
    route(updateAccountContract, async (request) => hideOtherAccounts(await changeAccount(room, { id: request.params.id, changes: request.body }, askingOf(request)), request.scope)),
    route(removeAccountContract, async (request) => {
      await removeAccount(room, request.params.id, askingOf(request));
      return null;
    }),
    route(validateAccountContract, async (request) => hideOtherAccounts(await validateNow(room, request.params.id, askingOf(request)), request.scope)),
    route(listAccountRegionsContract, async (request) => ({ regions: await listAccountRegions(room, request.params.id, askingOf(request)) })),
    route(assumeRoleContract, (request) => tryRole(room, request.params.id, askingOf(request))),
    route(listOrganizationsContract, async () => ({ organizations: await listOrganizations(room) })),
    route(connectOrganizationContract, (request) => connectOrganization(room, request.body, askingOf(request))),
    route(syncOrganizationContract, (request) => syncOrganizationNow(room, request.params.id, askingOf(request))),
    route(removeOrganizationContract, async (request) => {
      await removeOrganization(room, request.params.id, askingOf(request));
      return null;
    }),
    route(getOnboardingContract, (request) => makeOnboarding({ room, actions, asking: askingOf(request) }, request.query)),
  ];
}

function askingOf({ caller, address, scope, signal }: Pick<RouteRequest<unknown, unknown, unknown>, 'caller' | 'address' | 'scope' | 'signal'>): Asking {
  return { actor: actorOf(caller), address, scope, signal };
}
