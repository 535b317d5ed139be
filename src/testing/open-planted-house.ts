import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAccess, type Access } from '../base/access/open-access.ts';
import { organizations } from '../base/accounts/tables.ts';
import { openAudit } from '../base/audit/open-audit.ts';
import { configSchema } from '../base/config/config-schema.ts';
import { openDuckDb } from '../base/lake/open-duckdb.ts';
import { openStore } from '../base/store/open-store.ts';
import type { Store } from '../base/store/store.ts';
import type { AccountScope } from '../core/account-scope.ts';
import type { Role } from '../core/role.ts';
import { openHouse } from '../face/open-house.ts';
import { openActivityLake } from '../watch/activity/lake/open-activity-lake.ts';
import { saveQuery } from '../watch/activity/queries/saved-queries.ts';
import { ruleExceptions } from '../watch/activity/rulebook/tables.ts';
import { collectLog } from './collect-log.ts';
import { openTestVault } from './open-test-vault.ts';
import { plantAccount, plantAgent, plantedEvents, plantedRule, plantEvidence } from './plant-account.ts';
import { otherAccount, ownAccount, wideIds, type PlantedAccount } from './planted-account.ts';
import { quietLog } from './quiet-log.ts';

export const plantedPassword = 'lemon-harbour-42-tin';
export const plantedAdminToken = 'planted-administrator-token';

export interface PlantedUser {
  readonly username: string;
  readonly role: Role;
  readonly accounts: AccountScope;
}

export interface PlantedHouse {
  readonly url: string;
  /** Every line that it logged. */
  readonly lines: () => readonly string[];
  readonly folder: string;
  /** What was made for programs before it was opened. */
  readonly given: Given;
  /** Its folder goes with it, unless something is still to be looked up there. */
  close(options?: { keepsFolder?: boolean }): Promise<void>;
}

type Given = Readonly<Record<string, string>>;

export interface PlantedHouseOptions {
  readonly accounts: readonly PlantedAccount[];
  readonly now: Date;
  readonly users: readonly PlantedUser[];
  /** Makes keys and tokens, an hour ago. */
  readonly give?: (access: Access, userId: (username: string) => string) => Promise<Given>;
  readonly settings?: Record<string, unknown>;
}

/** The whole product on a store and a lake in which everything there can be is planted about some accounts. It asks nothing of AWS. */
export async function openPlantedHouse({ accounts, now, users, give = async () => ({}), settings = {} }: PlantedHouseOptions): Promise<PlantedHouse> {
  const folder = await mkdtemp(join(tmpdir(), 'watchkeeper-planted-'));
  const { access = {}, ...others } = settings;
  const config = configSchema.parse({
    data: { folder },
    aws: { mode: 'live', endpoint: 'http://127.0.0.1:9', retry: { maxAttempts: 1 } },
    server: { port: 0, requestsPerMinute: 1_000_000, loginTriesPerMinute: 1_000 },
    access: { adminPassword: plantedPassword, adminToken: plantedAdminToken, ...(typeof access === 'object' ? access : {}) },
    ...others,
  });
  const store = await openStore({ dataFolder: folder, databaseUrl: undefined, log: quietLog });
  for (const account of accounts) await plantAccount(store, account, now);
  await plantWide(store, accounts, now);
  await plantLake(join(folder, 'lake'), accounts, now);
  const given = await plantPeople(store, { folder, config, users, give, now });
  await store.close();

  const { log, lines } = collectLog('debug');
  const house = await openHouse({ config, log });
  return {
    url: house.url,
    folder,
    given,
    lines: () => lines,
    async close({ keepsFolder = false } = {}) {
      await house.close();
      if (keepsFolder) return;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What is of no single account, and tells of all of them. */
async function plantWide(store: Store, accounts: readonly PlantedAccount[], now: Date): Promise<void> {
  const at = new Date(now.getTime() - 3 * 3_600_000);
  const marks = accounts.map(({ mark }) => mark).join(' and ');
  await plantAgent(store, { agentId: wideIds.agent, executionId: wideIds.execution, accountKey: null, seen: accounts, mark: `${marks} wide` }, at);
  await store.db.insert(ruleExceptions).values([
    { id: 'own-exception', ruleId: plantedRule, field: 'userIdentity.arn', value: `${ownAccount.principal}-robot`, also: null, reason: 'a robot', madeBy: 'somebody', madeAt: at.toISOString() },
    ...accounts.filter((one) => one !== ownAccount).map(({ mark, principal }) => ({ id: `${mark}-exception`, ruleId: plantedRule, field: 'userIdentity.arn', value: `${principal}-robot`, also: null, reason: mark, madeBy: `${mark}-judge`, madeAt: at.toISOString() })),
  ]);
  if (!accounts.includes(otherAccount)) return;
  const { mark, accountId, principal, ids } = otherAccount;
  await plantEvidence(store, { findingId: ownAccount.ids.finding, id: `${mark}-evidence`, accountId, mark, principal }, at);
  await saveQuery(store, { name: ids.query, about: mark, sql: `select * from activity where account_id = '${accountId}'`, savedBy: `${mark}-judge`, savedAt: at.toISOString(), replace: false }, 'all');
  await store.db.insert(organizations).values({ id: `${mark}-organization`, organizationId: `o-${mark}`, managementAccountId: accountId, askedAccountId: accountId, credential: { kind: 'ambient' }, memberRoleName: mark, exclude: { accountIds: [], unitIds: [], tags: {} }, status: 'active', createdAt: at, updatedAt: at });
}

async function plantLake(folder: string, accounts: readonly PlantedAccount[], now: Date): Promise<void> {
  const duckdb = openDuckDb({ folder, memoryMb: 128, threads: 2 });
  const lake = openActivityLake({ folder, duckdb });
  for (const account of accounts) await lake.write({ origin: account.mark, rows: plantedEvents(account, now) });
  await duckdb.close();
}

interface People extends Pick<PlantedHouseOptions, 'users' | 'now'> {
  readonly folder: string;
  readonly config: ReturnType<typeof configSchema.parse>;
  readonly give: NonNullable<PlantedHouseOptions['give']>;
}

async function plantPeople(store: Store, { folder, config, users, give, now }: People): Promise<Given> {
  const clock = () => new Date(now.getTime() - 3_600_000);
  const { vault } = await openTestVault(store, { folder });
  const access = await openAccess({ store, config, clock, log: quietLog, seals: vault, audit: openAudit({ store, clock }), publicUrl: 'http://127.0.0.1' });
  const ids = new Map<string, string>();
  for (const { username, role, accounts } of users) ids.set(username, (await access.users.create({ username, name: `${username} somebody`, role, accounts, password: plantedPassword })).id);
  const given = await give(access, (username) => ids.get(username) ?? '');
  await vault.close();
  return given;
}
