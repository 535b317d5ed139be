import { route, type Caller, type Route } from '../../core/route.ts';
import { actorOf } from '../access/actor-of.ts';
import { auditQuerySchema } from '../audit/contract.ts';
import { listAudit } from '../audit/list-audit.ts';
import {
  allowCredentialContract,
  auditCredentialContract,
  createCredentialContract,
  deleteCredentialContract,
  getCredentialContract,
  listCredentialsContract,
  revokeCredentialContract,
  rotateCredentialContract,
  testCredentialContract,
  undoRotationContract,
  updateCredentialContract,
} from './contract.ts';
import { findCredential, type CredentialRow } from './credential-row.ts';
import type { Asking, CredentialsRoom } from './credentials-room.ts';
import { describeCredential, listCredentials } from './describe-credential.ts';
import { createCredential, deleteCredential, updateCredential } from './manage-credentials.ts';
import { allowCredential, deactivateInAws, revokeCredential } from './revoke-credential.ts';
import type { RotationWork } from './rotation-work.ts';
import { startRotation } from './start-rotation.ts';
import { testCredential } from './test-credential.ts';
import { undoRotation } from './undo-rotation.ts';
import type { CredentialWatch } from './watch-credentials.ts';
import { allows, type AccountScope } from '../../core/account-scope.ts';
import { AppError } from '../../core/app-error.ts';

export interface CredentialRouteDeps {
  readonly room: CredentialsRoom;
  readonly work: RotationWork;
  readonly watch: CredentialWatch;
  /** Ends the runs that work with a credential, in whichever process, and says how many they were. */
  readonly cancelRuns: (credentialId: string) => Promise<number>;
}

export function credentialRoutes({ room, work, watch, cancelRuns }: CredentialRouteDeps): Route[] {
  const { store } = room;
  const shown = async (id: string, scope: AccountScope) => describeCredential(store, await findCredential(store.db, id, scope), scope);
  return [
    route(listCredentialsContract, async ({ scope }) => ({ credentials: await listCredentials(store, scope) })),
    route(getCredentialContract, ({ params, scope }) => shown(params.id, scope)),
    route(createCredentialContract, async ({ body, scope, ...request }) => {
      if (!allows(scope, body.accountId)) throw new AppError('forbidden', `You may not manage account ${body.accountId}`, { hint: 'Ask an administrator of every account' });
      return describeCredential(store, await createCredential(room, body, askingOf(request)), scope);
    }),
    route(updateCredentialContract, async ({ params, body, scope, ...request }) => {
      await updateCredential(room, await findCredential(store.db, params.id, scope), { change: body, ...askingOf(request) });
      await watch.look();
      return shown(params.id, scope);
    }),
    route(deleteCredentialContract, async ({ params, scope, ...request }) => {
      await deleteCredential(room, await findCredential(store.db, params.id, scope), askingOf(request));
      return null;
    }),
    route(rotateCredentialContract, async ({ params, scope, ...request }) => {
      const row = await findCredential(store.db, params.id, scope);
      await work.go({ id: await startRotation(room, row, askingOf(request)), credentialId: row.id });
      return shown(params.id, scope);
    }),
    route(undoRotationContract, async ({ params, scope, ...request }) => {
      await work.go(await undoRotation(room, await findCredential(store.db, params.id, scope), askingOf(request)));
      return shown(params.id, scope);
    }),
    route(auditCredentialContract, async ({ params, query, scope }) => {
      const { id } = await findCredential(store.db, params.id, scope);
      await room.uses.flush();
      return listAudit(store, auditQuerySchema.parse({ ...query, subjectKind: 'credential', subjectId: id }), scope);
    }),
    route(testCredentialContract, async ({ params, scope, ...request }) => testCredential(room, await findCredential(store.db, params.id, scope), askingOf(request))),
    route(revokeCredentialContract, async ({ params, body, scope, ...request }) => {
      const row = await findCredential(store.db, params.id, scope);
      const cancelledRuns = await stopUses(row, body.because, askingOf(request));
      const inAws = await deactivateInAws(room, row, askingOf(request));
      return { credential: await shown(params.id, scope), inAws, cancelledRuns };
    }),
    route(allowCredentialContract, async ({ params, scope, ...request }) => {
      await allowCredential(room, await findCredential(store.db, params.id, scope), askingOf(request));
      await watch.look();
      return shown(params.id, scope);
    }),
  ];

  async function stopUses(row: CredentialRow, because: string, asking: Asking): Promise<number> {
    await revokeCredential(room, row, { because, ...asking });
    await watch.look();
    return cancelRuns(row.id);
  }
}

function askingOf({ caller, address }: { caller: Caller | undefined; address: string }): Asking {
  return { actor: actorOf(caller), address };
}
