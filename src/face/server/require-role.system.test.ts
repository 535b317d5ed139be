import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Contract } from '../../core/contract.ts';
import { hasRole, roles, type Role } from '../../core/role.ts';
import { openPlantedHouse, plantedAdminToken, plantedPassword, type PlantedHouse } from '../../testing/open-planted-house.ts';
import { ownAccount } from '../../testing/planted-account.ts';
import { listContracts } from '../list-contracts.ts';

/** Who asks, and what that lets them do: nobody where there is no role. */
interface Who {
  readonly name: string;
  readonly role: Role | undefined;
  readonly isLimited: boolean;
  readonly headers: () => Promise<Record<string, string>>;
}

const users = [...roles.map((role) => ({ username: `all-${role}`, role, accounts: 'all' as const })), ...roles.map((role) => ({ username: `limited-${role}`, role, accounts: [ownAccount.accountId] }))];
let house: PlantedHouse;
let contracts: Contract[];

beforeAll(async () => {
  house = await openPlantedHouse({ now: new Date(), accounts: [ownAccount], users, give: giveTokens });
  contracts = await listContracts();
}, 120_000);
afterAll(() => house.close());

/** All of them were made an hour ago. */
const giveTokens: NonNullable<Parameters<typeof openPlantedHouse>[0]['give']> = async (access, userId) => {
  const owner = { id: userId('all-admin'), username: 'all-admin', name: '', role: 'admin', accounts: 'all', by: 'session' } as const;
  const key = async (role: Role, accounts: 'all' | string[], expiresAt: Date | null = null) => (await access.keys.create(owner, { name: role, role, accounts, expiresAt })).key;
  const revoked = await access.keys.create(owner, { name: 'revoked', role: 'admin', accounts: 'all', expiresAt: null });
  await access.keys.revoke(revoked.facts.id, { scope: 'all' });
  const proof = await access.proveIdentity({ username: 'all-admin', password: plantedPassword }, '198.51.100.7');
  if (proof.status !== 'proven') throw new Error('A code was asked for');
  const tokens = await access.tokens.issue(proof.user, { address: '198.51.100.7', userAgent: 'a test' });
  return {
    read: await key('viewer', 'all'),
    admin: await key('admin', 'all'),
    limited: await key('admin', [ownAccount.accountId]),
    expired: await key('admin', 'all', new Date(access.clock().getTime() + 60_000)),
    revoked: revoked.key,
    expiredAccess: tokens.accessToken,
    refresh: tokens.refreshToken,
  };
};

const bearer = (name: string) => async () => ({ authorization: `Bearer ${house.given[name] ?? ''}` });
const session = (username: string) => async () => {
  const answer = await fetch(`${house.url}/api/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username, password: plantedPassword }) });
  return { cookie: answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ') };
};
const freshToken = async () => {
  const answer = await fetch(`${house.url}/api/token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: 'limited-operator', password: plantedPassword }) });
  const told: unknown = await answer.json();
  return { authorization: `Bearer ${/"accessToken":"([^"]+)"/.exec(JSON.stringify(told))?.[1] ?? ''}` };
};

const everybody: Who[] = [
  { name: 'nobody', role: undefined, isLimited: false, headers: async () => ({}) },
  { name: 'a cookie that somebody made up', role: undefined, isLimited: false, headers: async () => ({ cookie: 'watchkeeper.session_token=made.up' }) },
  { name: 'a wrong token', role: undefined, isLimited: false, headers: async () => ({ authorization: 'Bearer wrong' }) },
  { name: 'an expired key', role: undefined, isLimited: false, headers: bearer('expired') },
  { name: 'a revoked key', role: undefined, isLimited: false, headers: bearer('revoked') },
  { name: 'an expired access token', role: undefined, isLimited: false, headers: bearer('expiredAccess') },
  { name: 'a refresh token', role: undefined, isLimited: false, headers: bearer('refresh') },
  ...users.map(({ username, role, accounts }) => ({ name: username, role, isLimited: accounts !== 'all', headers: session(username) })),
  { name: 'a key that reads', role: 'viewer', isLimited: false, headers: bearer('read') },
  { name: 'a key of an administrator', role: 'admin', isLimited: false, headers: bearer('admin') },
  { name: 'a limited key', role: 'admin', isLimited: true, headers: bearer('limited') },
  { name: 'an access token', role: 'operator', isLimited: true, headers: freshToken },
  { name: 'the administrator token', role: 'admin', isLimited: false, headers: async () => ({ authorization: `Bearer ${plantedAdminToken}` }) },
];

describe.each(everybody)('$name', ({ role, isLimited, headers }) => {
  it('may do what the contracts say and nothing else', async () => {
    const given = await headers();
    const wrong: string[] = [];
    for (const contract of contracts) {
      const { status, code, hint } = await ask(contract, given);
      const expected = expectedOf(contract, { role, isLimited });
      const isRight = expected === 'passes' ? status !== 401 && !isGuards(status, hint) : status === expected;
      if (!isRight || status === 500) wrong.push(`${contract.id}: ${status} ${code}, expected ${expected}`);
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  it('reads the stream, the metrics and the documentation as their role allows', async () => {
    const given = await headers();
    const ending = new AbortController();
    const statusOf = async (path: string) => (await fetch(`${house.url}${path}`, { headers: given, signal: ending.signal })).status;
    const asViewer = role === undefined ? 401 : 200;
    expect([await statusOf('/api/events'), await statusOf('/api/openapi.json'), await statusOf('/metrics')]).toEqual([asViewer, asViewer, role !== undefined && isLimited ? 403 : asViewer]);
    ending.abort();
  });
});

it('every contract is served', async () => {
  const served = JSON.stringify(await (await fetch(`${house.url}/api/openapi.json`, { headers: { authorization: `Bearer ${plantedAdminToken}` } })).json());
  expect(contracts.filter(({ id }) => !served.includes(`"operationId":"${id}"`)).map(({ id }) => id)).toEqual([]);
});

it('who must set up a second factor can do nothing before', async () => {
  const strict = await openPlantedHouse({ now: new Date(), accounts: [ownAccount], users: [], settings: { access: { secondFactorFor: ['admin'] } } });
  try {
    const login = await fetch(`${strict.url}/api/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: 'admin', password: plantedPassword }) });
    expect(await login.json()).toMatchObject({ session: { mustEnrol: true } });
    const given = { cookie: login.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ') };
    const passed: string[] = [];
    for (const contract of contracts.filter((one) => one.role !== 'anyone')) {
      const answer = await fetch(`${strict.url}${contract.path.replaceAll(/\{\w+\}/g, 'none')}`, { method: contract.method.toUpperCase(), headers: given });
      if ((await answer.text()).includes('second-factor-needed')) continue;
      passed.push(contract.id);
    }
    expect(passed.sort()).toEqual(['begin-second-factor', 'change-password', 'confirm-second-factor', 'get-second-factor']);
  } finally {
    await strict.close();
  }
}, 120_000);

/** With nothing that it could act on: an id that nobody has, and no body. Logging out is left to its own test. */
async function ask({ id, method, path }: Contract, headers: Record<string, string>): Promise<{ status: number; code: string; hint: string }> {
  const given = id === 'logout' ? {} : headers;
  const answer = await fetch(`${house.url}${path.replaceAll(/\{\w+\}/g, 'none')}`, { method: method.toUpperCase(), headers: given, redirect: 'manual' });
  const text = await answer.text();
  return { status: answer.status, code: /"code":"([^"]+)"/.exec(text)?.[1] ?? '', hint: /"hint":"([^"]+)"/.exec(text)?.[1] ?? '' };
}

function expectedOf(contract: Contract, { role, isLimited }: Pick<Who, 'role' | 'isLimited'>): 'passes' | 401 | 403 {
  if (contract.role === 'anyone') return 'passes';
  if (role === undefined) return 401;
  if (!hasRole(role, contract.role)) return 403;
  return isLimited && contract.reach === 'all-accounts' ? 403 : 'passes';
}

/** Whether it was refused by the server before the operation: an operation may have reasons of its own. */
function isGuards(status: number, hint: string): boolean {
  return status === 403 && /can change (the role|to which accounts)/.test(hint);
}
