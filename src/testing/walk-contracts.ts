import { z } from 'zod';
import type { Contract } from '../core/contract.ts';
import { ownAccount, otherAccount, sharedPrincipal, wideIds, type PlantedAccount } from './planted-account.ts';
import { plantedRule } from './plant-account.ts';

/** One request to an operation. */
export interface Ask {
  readonly contract: Contract;
  readonly path: string;
  readonly body: unknown;
}

/** What stands in a path, by what comes before it: ids of the other account's things, and those of all accounts. A new operation states here what it names. */
const idsByPath: Readonly<Record<string, (of: PlantedAccount) => readonly string[]>> = {
  '/api/activity/coverage/{accountId}': ({ accountId }) => [accountId],
  '/api/activity/events/{id}': ({ ids, mark }) => [ids.event, `${mark}-shared-event`],
  '/api/activity/principals/{id}': ({ principal }) => [principal, sharedPrincipal],
  '/api/activity/quarantine/{id}': ({ ids }) => [ids.quarantined],
  '/api/activity/queries/{name}': ({ ids }) => [ids.query],
  '/api/agents/{id}': ({ ids }) => [ids.agent, wideIds.agent],
  '/api/aws/accounts/{id}': ({ key, accountId }) => [key, accountId],
  '/api/credentials/{id}': ({ ids }) => [ids.credential],
  '/api/executions/{id}': ({ ids }) => [ids.execution, wideIds.execution],
  '/api/findings/{id}': ({ ids, mark }) => [ids.finding, `${mark}-shared-finding`],
  '/api/keys/{id}': ({ mark }) => [`${mark}-key`],
  '/api/sessions/{id}': ({ mark }) => [`${mark}-session`],
};

/** What is worth asking for, by the name of a query's field. */
const tried: Readonly<Record<string, (of: PlantedAccount) => readonly string[]>> = {
  accountId: ({ accountId }) => [accountId, `${ownAccount.accountId},${accountId}`],
  region: ({ mark }) => [`${mark}-region`],
  principal: ({ principal }) => [principal, sharedPrincipal],
  actor: ({ mark }) => [`${mark}-actor`, `${mark}-judge`],
  accessKeyId: ({ mark }) => [`AKIA${mark.toUpperCase()}`],
  userAgent: ({ mark }) => [`${mark}-agent/1`],
  address: () => ['203.0.113.66'],
  resource: ({ mark }) => [`arn:aws:s3:::${mark}-bucket`],
  rule: () => [plantedRule],
  producer: () => [plantedRule],
  q: ({ mark }) => [mark],
  contains: ({ mark }) => [mark],
  subjectId: ({ key }) => [key],
  since: () => ['2020-01-01T00:00:00Z'],
  id: () => [plantedRule],
};
const needed: Readonly<Record<string, string>> = { principal: sharedPrincipal, id: plantedRule };

/** Every way of asking an operation for the account: plainly, and by each field and each id that could lead to it. */
export function asksFor(contract: Contract, of: PlantedAccount, bodies: readonly unknown[] = [undefined]): Ask[] {
  const paths = pathsOf(contract, of);
  const queries = queriesOf(contract, of);
  return paths.flatMap((path) => bodies.flatMap((body) => queries.map((query) => ({ contract, path: query === '' ? path : `${path}?${query}`, body }))));
}

function pathsOf({ path, reach }: Contract, of: PlantedAccount): string[] {
  if (!path.includes('{')) return [path];
  if (reach === 'all-accounts') return [path.replaceAll(/\{\w+\}/g, `${of.mark}-id`)];
  const [known] = Object.keys(idsByPath).filter((prefix) => path === prefix || path.startsWith(`${prefix}/`));
  const ids = known === undefined ? undefined : idsByPath[known];
  if (!ids) throw new Error(`walk-contracts.ts does not say which ids ${path} names: plant something for it and state its id`);
  return ids(of).map((id) => path.replace(/\{\w+\}/, encodeURIComponent(id)).replaceAll(/\{region\}/g, `${of.mark}-region`));
}

function queriesOf({ query }: Contract, of: PlantedAccount): string[] {
  const shape: Readonly<Record<string, unknown>> = query?.shape ?? {};
  const must = Object.fromEntries(Object.entries(shape).filter(([name, schema]) => isNeeded(schema) && needed[name] !== undefined).map(([name]) => [name, needed[name] ?? '']));
  const asked = Object.entries(shape).flatMap(([name, schema]) => [...(tried[name]?.(of) ?? []), ...optionsOf(schema)].map((value) => ({ ...must, [name]: value })));
  return [must, ...asked].map((fields) => new URLSearchParams(fields).toString());
}

function isNeeded(schema: unknown): boolean {
  return schema instanceof z.ZodType && !schema.safeParse(undefined).success;
}

/** The values of an enumeration, however it is wrapped. */
function optionsOf(schema: unknown): string[] {
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return optionsOf(schema.unwrap());
  return [];
}

/** Bodies that ask for the other account, by operation: each one that takes a body and tells of accounts has some. */
export function bodiesFor(contract: Contract, { accountId, key, mark, principal, ids }: PlantedAccount = otherAccount): readonly unknown[] {
  if (!contract.body) return [undefined];
  const known = bodies({ accountId, key, mark, principal, ids })[contract.id];
  if (known) return known;
  if (contract.reach === 'accounts') throw new Error(`walk-contracts.ts has no body for ${contract.id}: state one that asks for another account`);
  return [{}];
}

function bodies({ accountId, key, mark, ids }: PlantedAccount): Readonly<Record<string, readonly unknown[]>> {
  const questions = [
    'select * from activity order by event_id',
    'select count(*) as n, min(event_time), max(event_time) from activity',
    `select event_id from activity where account_id = '${accountId}' or raw like '%${mark}%'`,
    `select file from glob('**/account=${accountId}/**')`,
    `select count(*) from read_parquet('**/account=${accountId}/**/*.parquet')`,
    'select sql from duckdb_views() where not internal',
    "select count(*) from duckdb_external_file_cache()",
  ];
  const change = { name: 'renamed' };
  return {
    'query-activity': questions.map((sql) => ({ sql })),
    'export-activity-query': questions.flatMap((sql) => (['csv', 'jsonl'] as const).map((format) => ({ sql, format }))),
    'backtest-rule': [{ id: plantedRule, since: '2020-01-01T00:00:00Z' }],
    'save-query': [{ name: ids.query, sql: 'select 1', about: '' }],
    'create-agent': [{ typeId: 'cloudtrail-monitoring', name: 'mine', accountId: key }, { typeId: 'cloudtrail-monitoring', name: 'mine', accountId: null }],
    'update-agent': [change],
    'update-account': [change, {}],
    'assume-account-role': [{}],
    'create-credential': [{ name: `${mark} key`, accountId, accessKeyId: 'AKIAABCDEFGHIJKLMNOP', secretAccessKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCD' }, { name: `${mark} key`, accountId: ownAccount.accountId, accessKeyId: 'AKIAABCDEFGHIJKLMNOP', secretAccessKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCD' }],
    'update-credential': [change],
    'rotate-credential': [{}],
    'revoke-credential': [{ because: 'a test' }, {}],
    'decide-finding': [{ verdict: 'benign', note: 'not mine' }],
    'create-key': [{ name: 'theirs', accounts: [accountId] }],
  };
}
