import { z } from 'zod';
import type { AccountsRoom } from '../../base/accounts/accounts-room.ts';
import { accountToValidate, dueAccounts, dueOrganizations } from '../../base/accounts/due-accounts.ts';
import { syncOrganization } from '../../base/accounts/sync-organization.ts';
import { validateAccount } from '../../base/accounts/validate-account.ts';
import type { AwsUse } from '../../base/aws/door.ts';
import type { Config } from '../../base/config/config-schema.ts';
import type { LiveEvents } from '../../base/live/live-events.ts';
import type { Queue, WorkKind } from '../../base/queue/queue.ts';
import type { Log } from '../../base/telemetry/create-log.ts';
import { durationMs } from '../../core/duration.ts';
import { forEachLimited } from '../../core/for-each-limited.ts';
import { tellHealth } from './tell-health.ts';

export interface AccountHealthDeps {
  readonly room: AccountsRoom;
  readonly queue: Queue;
  readonly live: LiveEvents;
  readonly log: Log;
  readonly settings: Config['accountHealth'];
}

const checkAccountsWork = { name: 'check-accounts', data: z.object({}), oneAtATimePerKey: true, expireSeconds: 3_600 } as const satisfies WorkKind;
const accountsAtOnce = 8;
/** Looked for so often who is due: a new account need not wait for its turn. */
const lookEveryMs = 60_000;

/** Sees to it that every account is tried in time, and that organisations' members are those that AWS tells. */
export async function openAccountHealth(deps: AccountHealthDeps): Promise<void> {
  const { queue, settings } = deps;
  await queue.define(checkAccountsWork);
  await queue.schedule('check-accounts', checkAccountsWork, { every: `${Math.min(lookEveryMs, durationMs(settings.every))}ms`, data: {}, key: 'all' });
  await queue.work(checkAccountsWork, { concurrency: 1 }, (job) => checkAccounts(deps, { runId: job.id, signal: job.signal }));
}

/** One round over whoever is due. Each account is written down when it is done, so that a round cut short is gone on with. */
export async function checkAccounts(deps: Omit<AccountHealthDeps, 'queue'>, { runId, signal }: { runId: string; signal: AbortSignal }): Promise<void> {
  const { room, log, settings } = deps;
  const { store, clock } = room;
  const before = (age: string) => new Date(clock().getTime() - durationMs(age));
  const use: Omit<AwsUse, 'actions'> = { caller: 'account-health', name: 'Account health', runId, actor: { kind: 'system', id: 'account-health', name: 'Account health' }, purpose: 'scheduled validation', signal };

  for (const row of await dueOrganizations(store, { before: before(settings.syncEvery) })) {
    if (signal.aborted) return;
    const { added, dropped, returned } = await syncOrganization(room, row, use);
    if (added + dropped + returned > 0) log.info({ organization: row.organizationId, added, dropped, returned }, 'Members of an organisation have changed');
  }
  const failures: unknown[] = [];
  await forEachLimited(await dueAccounts(store, { before: before(settings.every) }), accountsAtOnce, async (id) => {
    if (signal.aborted) return;
    const due = await accountToValidate(store, id, { surveyedBefore: before(settings.surveyEvery) });
    if (!due) return;
    // What goes wrong with one account must not keep the others from being tried.
    await validateAccount({ ...room, use }, due.account, { hasSurvey: due.hasSurvey }).catch((error: unknown) => {
      failures.push(error);
    });
  });
  await tellHealth(deps);
  if (failures.length > 0 && !signal.aborted) throw failures[0];
}
