import { route, type Route } from '../../core/route.ts';
import { actorOf } from '../access/actor-of.ts';
import type { Audit } from '../audit/audit.ts';
import { getVaultContract, rewrapVaultContract } from '../vault/contract.ts';
import type { Vault } from '../vault/vault.ts';

export function vaultRoutes({ vault, audit }: { vault: Vault; audit: Audit }): Route[] {
  return [
    route(getVaultContract, async () => {
      const { byKey, ...status } = await vault.status();
      return { ...status, byKey: [...byKey] };
    }),
    route(rewrapVaultContract, async ({ body, caller, address, signal }) => {
      const { failed, ...result } = await vault.rewrap({ ...body, signal });
      await audit.add([{ actor: actorOf(caller), action: 'vault.rewrapped', subject: { kind: 'vault', id: result.to }, detail: { ...result, failed: failed.length }, address }]);
      return { ...result, failed: [...failed] };
    }),
  ];
}
