import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Contract } from '../../core/contract.ts';
import { limitConcurrency } from '../../core/limit-concurrency.ts';
import { openPlantedHouse, plantedAdminToken, plantedPassword, type PlantedHouse } from '../../testing/open-planted-house.ts';
import { otherAccount, ownAccount, wideIds } from '../../testing/planted-account.ts';
import { asksFor, bodiesFor, type Ask } from '../../testing/walk-contracts.ts';
import { listContracts } from '../list-contracts.ts';

/**
 * The same is asked of two houses: one that watches the caller's account alone, and one that watches another account as well.
 * Whoever may not know of the other account must be answered the same by both, to the last letter.
 */
const now = new Date();
const limited = [ownAccount.accountId];
const users = [
  { username: 'looker', role: 'viewer', accounts: limited },
  { username: 'keeper', role: 'admin', accounts: limited },
] as const;

let alone: PlantedHouse;
let both: PlantedHouse;
let contracts: Contract[];

beforeAll(async () => {
  const order = { now, users, give: giveKeys };
  alone = await openPlantedHouse({ ...order, accounts: [ownAccount] });
  both = await openPlantedHouse({ ...order, accounts: [ownAccount, otherAccount] });
  contracts = await listContracts();
}, 240_000);

afterAll(async () => {
  await alone.close();
  await both.close();
});

/** A key of an administrator of all accounts, limited to one. */
const giveKeys: NonNullable<Parameters<typeof openPlantedHouse>[0]['give']> = async (access) => {
  const [admin] = (await access.users.list()).filter(({ username }) => username === 'admin');
  if (!admin) throw new Error('There is no administrator');
  const { key } = await access.keys.create({ ...admin, by: 'session' }, { name: 'limited', role: 'admin', accounts: limited, expiresAt: null });
  await access.keys.create({ ...admin, by: 'session' }, { name: `${otherAccount.mark} robots`, role: 'viewer', accounts: [otherAccount.accountId], expiresAt: null });
  return { key };
};

describe('whoever is limited to one account', () => {
  it.each([
    ['a viewer', (house: PlantedHouse) => cookieOf(house, 'looker')],
    ['an administrator', (house: PlantedHouse) => cookieOf(house, 'keeper')],
    ['a key', async (house: PlantedHouse) => ({ authorization: `Bearer ${house.given['key']}` })],
  ])('is told by nothing that they read, as %s, that there is another', async (_who, logIn) => {
    const asks = contracts.filter(isReading).flatMap((one) => bodiesFor(one).flatMap((body) => asksFor(one, otherAccount, [body])));
    const [told, expected] = await Promise.all([both, alone].map(async (house) => answersOf(house, asks, await logIn(house))));
    expect(told).toEqual(expected);
    expect([...(told ?? [])].flatMap(([what, answer]) => saysOf(answer, what))).toEqual([]);
  }, 600_000);

  it('changes nothing of another account, and is answered as if it were not there', async () => {
    const asks = contracts.filter((one) => !isReading(one) && one.reach === 'accounts').flatMap((one) => bodiesFor(one).flatMap((body) => asksFor(one, otherAccount, [body])));
    const before = await stateOf(both);
    const [told, expected] = await Promise.all([both, alone].map(async (house) => answersOf(house, asks, await cookieOf(house, 'keeper'), 1)));
    expect(told).toEqual(expected);
    expect(await stateOf(both)).toEqual(before);
    // The state itself tells of the other account: were it empty, nothing would have been compared.
    expect(JSON.stringify(before)).toContain(otherAccount.mark);
  }, 300_000);

  it('hears of its own account only, while others hear of all', async () => {
    const [wide, narrow] = await Promise.all([listen(both, { authorization: `Bearer ${plantedAdminToken}` }), listen(both, await cookieOf(both, 'looker'))]);
    const decide = (id: string) => askBoth(`/api/findings/${id}/verdict`, 'PUT', { verdict: 'benign', note: '' });
    await decide(`${otherAccount.mark}-shared-finding`);
    for (const id of [otherAccount.ids.agent, wideIds.agent, ownAccount.ids.agent]) await askBoth(`/api/agents/${id}`, 'PATCH', { every: '2h' });
    await decide(`${ownAccount.mark}-shared-finding`);
    await expect.poll(() => narrow.text(), { timeout: 20_000 }).toContain(`${ownAccount.mark}-shared-finding`);
    expect(wide.text()).toContain(otherAccount.mark);
    expect(wide.text()).toContain(wideIds.agent);
    expect(narrow.text()).toContain(ownAccount.ids.agent);
    expect(saysOf(narrow.text(), '')).toEqual([]);
    expect(narrow.text()).not.toContain(wideIds.agent);
    wide.end();
    narrow.end();
  }, 60_000);

  it('is told nothing by health and metrics', async () => {
    const headers = await cookieOf(both, 'looker');
    expect((await fetch(`${both.url}/metrics`, { headers })).status).toBe(403);
    for (const who of [headers, {}]) expect(saysOf(await (await fetch(`${both.url}/health`, { headers: who })).text(), '')).toEqual([]);
  });

  it('sees what there is of its own', async () => {
    const headers = await cookieOf(both, 'looker');
    const silent: string[] = [];
    const text = async (path: string) => (await fetch(`${both.url}${path}`, { headers })).text();
    for (const path of ['/api/findings', `/api/findings/${ownAccount.ids.finding}`, '/api/findings/export', '/api/agents', `/api/executions/${ownAccount.ids.execution}/logs`, '/api/gaps', '/api/activity/search', '/api/activity/export', '/api/activity/lake', '/api/activity/coverage', '/api/activity/quarantine', '/api/aws/accounts', '/api/activity/principals', '/api/rules/suggestions?id=aws/cloudtrail/trail-stopped']) {
      if (!new RegExp(`${ownAccount.mark}|${ownAccount.accountId}`).test(await text(path))) silent.push(path);
    }
    expect(silent).toEqual([]);
  }, 60_000);
});

it('would be seen if anything told of the other account', async () => {
  const headers = { authorization: `Bearer ${plantedAdminToken}` };
  const asks = contracts.filter((one) => isReading(one) && one.reach === 'accounts' && !one.path.includes('{')).flatMap((one) => bodiesFor(one).flatMap((body) => asksFor(one, otherAccount, [body]).slice(0, 1)));
  const answers = await answersOf(both, asks, headers);
  const telling = [...answers].filter(([what, answer]) => saysOf(answer, what).length > 0).map(([what]) => what);
  expect(telling.length).toBeGreaterThan(15);
}, 120_000);

function isReading({ method, id }: Contract): boolean {
  return method === 'get' || ['query-activity', 'export-activity-query', 'backtest-rule'].includes(id);
}

async function answersOf(house: PlantedHouse, asks: readonly Ask[], headers: Record<string, string>, atOnce = 3): Promise<Map<string, string>> {
  const few = limitConcurrency(atOnce);
  const entries = await Promise.all(
    asks.map((ask) =>
      few(async () => {
        const answer = await fetch(`${house.url}${ask.path}`, { method: ask.contract.method.toUpperCase(), redirect: 'manual', headers: { ...headers, ...(ask.body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }) });
        const what = `${ask.contract.method} ${ask.path} ${ask.body === undefined ? '' : JSON.stringify(ask.body)}`;
        return [what, `${answer.status} ${answer.headers.get('content-type') ?? ''} ${settled(await answer.text(), house)}`] as const;
      }),
    ),
  );
  return new Map(entries);
}

/** Without what no two answers share: moments and the empty time around them, ids and hashes made by chance, how long it took, and where the house has its files. */
function settled(text: string, { folder, url }: PlantedHouse): string {
  return text
    .replaceAll(folder, 'FOLDER')
    .replaceAll(url, 'URL')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z/g, 'MOMENT')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/"id":"[A-Za-z0-9]{32}"/g, '"id":"ID"')
    .replaceAll(/wk_key_\w{5}/g, 'KEY')
    .replaceAll(/\b[0-9a-f]{64}\b/g, 'HASH')
    .replaceAll(/watchkeeper-[0-9a-f]{32}/g, 'EXTERNAL-ID')
    .replaceAll(/(?:\b0,)+/g, '0,')
    .replaceAll(/"tookMs":[\d.]+/g, '"tookMs":0')
    .replaceAll(/"(points|score|decay)":[\d.]+/g, '"$1":0')
    .replaceAll(/× [\d.]+ left after [\d.]+ days = [\d.]+/g, '× SOME');
}

/** Where an answer names the other account, apart from what was asked with. */
function saysOf(answer: string, asked: string): string[] {
  return [otherAccount.mark, otherAccount.accountId].flatMap((word) => {
    const given = asked.toLowerCase().includes(word);
    const at = answer.toLowerCase().indexOf(word);
    // What was given comes back in an answer that says that there is no such thing; the comparison of both houses covers those.
    return at === -1 || given ? [] : [answer.slice(Math.max(0, at - 80), at + 80)];
  });
}

async function cookieOf(house: PlantedHouse, username: string): Promise<Record<string, string>> {
  const answer = await fetch(`${house.url}/api/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username, password: plantedPassword }) });
  expect(answer.status).toBe(200);
  return { cookie: answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ') };
}

/** What an administrator of all accounts sees of the other one: what they themselves saved meanwhile is not part of it. */
async function stateOf(house: PlantedHouse): Promise<string[]> {
  const { ids, key } = otherAccount;
  const paths = [`/api/findings/${ids.finding}`, `/api/agents/${ids.agent}`, `/api/agents/${wideIds.agent}`, `/api/aws/accounts/${key}`, `/api/credentials/${ids.credential}`, '/api/activity/quarantine', '/api/activity/queries'];
  const texts = paths.map(async (path) => (await fetch(`${house.url}${path}`, { headers: { authorization: `Bearer ${plantedAdminToken}` } })).text());
  return (await Promise.all(texts)).map((text) => text.replace(/\{[^{}]*"savedBy":"keeper"[^{}]*\},?/, '').replace(/"requestId":"[^"]*"/, ''));
}

async function askBoth(path: string, method: string, body: unknown): Promise<void> {
  const answer = await fetch(`${both.url}${path}`, { method, headers: { authorization: `Bearer ${plantedAdminToken}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
}

async function listen(house: PlantedHouse, headers: Record<string, string>): Promise<{ text: () => string; end: () => void }> {
  const ending = new AbortController();
  const answer = await fetch(`${house.url}/api/events`, { headers, signal: ending.signal });
  let heard = '';
  void (async () => {
    for await (const piece of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) heard += piece;
  })().catch(() => undefined);
  return { text: () => heard, end: () => ending.abort() };
}
