import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { openStore } from '../base/store/open-store.ts';
import { openPlantedHouse } from '../testing/open-planted-house.ts';
import { openTestApp, testTokens } from '../testing/open-test-app.ts';
import { ownAccount } from '../testing/planted-account.ts';
import { quietLog } from '../testing/quiet-log.ts';
import { startEchoingAws } from '../testing/start-echoing-aws.ts';
import { startIdentityProvider } from '../testing/start-identity-provider.ts';
import { totpCode } from '../testing/totp-code.ts';
import { createApp } from './server/create-app.ts';

const mark = 'kolibri';
let made = 0;
/** Each is another one, and all of them carry the mark. */
const secret = () => `Zq9-${mark}-${(made += 1)}-vX3w`;
const accessKeySecret = () => `Zq9${mark}${(made += 1)}abcdefghijklmnopqrstuvwxyz`;
const json = { 'content-type': 'application/json' };

it('tells none of the secrets that are put into it, whatever goes wrong', async () => {
  const aws = await startEchoingAws();
  const provider = await startIdentityProvider();
  const [adminPassword, adminToken, metricsToken, clientSecret] = [secret(), secret(), secret(), secret()];
  const house = await openPlantedHouse({
    now: new Date(),
    accounts: [ownAccount],
    users: [],
    settings: {
      aws: { mode: 'live', endpoint: aws.url, retry: { maxAttempts: 1 } },
      access: { adminPassword, adminToken, metricsToken, oidc: { issuer: provider.issuer, clientId: provider.clientId, clientSecret, roles: { viewer: ['watchers'] } } },
    },
  });
  const told: string[] = [];
  /** Given once, to whom they belong: they must stand nowhere else. */
  const givenOnce: string[] = [];
  const call = async (method: string, path: string, { body, headers = {}, isGift = false }: { body?: unknown; headers?: Record<string, string>; isGift?: boolean } = {}) => {
    const answer = await fetch(`${house.url}${path}`, { method, redirect: 'manual', headers: { authorization: `Bearer ${adminToken}`, ...(body === undefined ? {} : json), ...headers }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await answer.text();
    if (!isGift) told.push(`${method} ${path}: ${answer.status} ${text} ${JSON.stringify([...answer.headers].filter(([name]) => name !== 'set-cookie'))}`);
    return { status: answer.status, json: (answer.headers.get('content-type') ?? '').endsWith('json') ? z.record(z.string(), z.unknown()).parse(JSON.parse(text)) : {}, cookie: answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ') };
  };
  const listening = new AbortController();
  const stream = await fetch(`${house.url}/api/events`, { headers: { authorization: `Bearer ${adminToken}` }, signal: listening.signal });
  let heard = '';
  const hearing = (async () => {
    for await (const piece of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) heard += piece;
  })().catch(() => undefined);

  // People: right and wrong passwords, names that are passwords, weak ones, another one.
  const nobody = { authorization: '' };
  await call('POST', '/api/session', { headers: nobody, body: { username: 'admin', password: secret() } });
  await call('POST', '/api/session', { headers: nobody, body: { username: secret(), password: secret() } });
  await call('POST', '/api/session', { headers: nobody, body: { username: 'admin', password: secret(), extra: 1 } });
  await call('POST', '/api/users', { body: { username: 'vera', role: 'operator', password: `${mark}${mark}${mark}` } });
  const password = secret();
  expect(await call('POST', '/api/users', { body: { username: 'vera', role: 'operator', password } })).toMatchObject({ status: 201 });
  const asVera = async (code?: string) => ({ authorization: '', cookie: (await call('POST', '/api/session', { headers: nobody, body: { username: 'vera', password, ...(code === undefined ? {} : { code }) } })).cookie });
  let vera = await asVera();
  await call('POST', '/api/session/password', { headers: vera, body: { current: secret(), next: secret() } });

  // Keys, tokens and a second factor.
  const key = String((await call('POST', '/api/keys', { headers: vera, isGift: true, body: { name: 'robot', scope: 'operate' } })).json['key']);
  const { tokens } = z.object({ tokens: z.object({ accessToken: z.string(), refreshToken: z.string() }) }).parse((await call('POST', '/api/token', { headers: nobody, isGift: true, body: { username: 'vera', password } })).json);
  await call('POST', '/api/token/refresh', { headers: nobody, body: { refreshToken: secret() } });
  await call('GET', '/api/keys?of=everybody');
  const seed = String((await call('POST', '/api/session/second-factor', { headers: vera, isGift: true, body: { password } })).json['seed']);
  const code = totpCode(seed);
  const { recoveryCodes } = z.object({ recoveryCodes: z.array(z.string()) }).parse((await call('POST', '/api/session/second-factor/confirm', { headers: vera, isGift: true, body: { code } })).json);
  vera = await asVera(recoveryCodes[0]);
  await call('GET', '/api/session', { headers: vera });
  givenOnce.push(key, tokens.accessToken, tokens.refreshToken, seed, ...recoveryCodes);
  expect(vera.cookie).toContain('session_token');

  // What comes in headers and addresses.
  for (const headers of [{ authorization: `Bearer ${secret()}` }, { authorization: `Basic ${Buffer.from(secret()).toString('base64')} ${secret()}` }, { ...nobody, cookie: `watchkeeper.session_token=${secret()}` }, { ...nobody, cookie: `watchkeeper.sso=${secret()}` }, { authorization: `Bearer ${key}x` }]) {
    await call('GET', '/api/findings', { headers });
    await call('GET', '/api/session/sso/callback?code=x&state=y', { headers });
  }
  provider.next = { claims: { sub: 'x', preferred_username: 'x', groups: ['watchers'] } };
  const started = await fetch(`${house.url}/api/session/sso`, { redirect: 'manual' });
  const back = new URL((await fetch(started.headers.get('location') ?? '', { redirect: 'manual' })).headers.get('location') ?? '');
  await call('GET', `/api/session/sso/callback${back.search}`, { headers: { ...nobody, cookie: started.headers.getSetCookie()[0]?.split(';')[0] ?? '' } });

  // Access keys, and an AWS that tells them back.
  const accessKey = { accessKeyId: 'ASIAABCDEFGHIJKLMNOP', secretAccessKey: accessKeySecret(), sessionToken: accessKeySecret() };
  await call('POST', '/api/credentials', { body: { name: 'wrong', accountId: 'none', ...accessKey } });
  const credential = await call('POST', '/api/credentials', { body: { name: 'robot', accountId: ownAccount.accountId, ...accessKey } });
  expect(credential.status).toBe(201);
  const id = String(credential.json['id']);
  await call('PUT', `/api/credentials/${id}`, { body: { ...accessKey, secretAccessKey: accessKeySecret() } });
  await call('PUT', `/api/aws/accounts/${ownAccount.key}`, { body: { credential: { kind: 'access_key', credentialId: id }, status: 'active' } });
  for (const path of [`/api/credentials/${id}/test`, `/api/aws/accounts/${ownAccount.key}/validate`, `/api/agents/${ownAccount.ids.agent}/run`]) await call('POST', path, { body: {} });
  await expect.poll(async () => JSON.stringify((await call('GET', `/api/agents/${ownAccount.ids.agent}`)).json), { timeout: 30_000 }).not.toContain('"isExecuting":true');
  expect(aws.asked()).toBeGreaterThan(0);
  for (const path of [`/api/credentials/${id}`, `/api/credentials/${id}/audit`, '/api/audit', '/api/audit/export', '/api/gaps', '/api/findings/export?format=jsonl', '/api/aws/accounts', `/api/agents/${ownAccount.ids.agent}/executions`, '/api/sessions?of=everybody', '/health', '/metrics']) await call('GET', path);
  listening.abort();
  await hearing;
  await house.close({ keepsFolder: true });

  const places: [string, string][] = [
    ['an answer', told.join('\n')],
    ['the stream', heard],
    ['the log', house.lines().join('')],
    ['the database', await dumpOf(house.folder)],
    ...(await filesIn(house.folder)),
  ];
  const words = [mark, ...givenOnce];
  const found = places.flatMap(([where, text]) => words.filter((word) => text.includes(word)).map((word) => `${where}: …${text.slice(Math.max(0, text.indexOf(word) - 120), text.indexOf(word) + 60)}`));
  expect(found).toEqual([]);
  // The stream and the log were not just empty.
  expect(house.lines().length).toBeGreaterThan(3);
  await house.close();
}, 240_000);

it.each([
  ['a table is gone', 'alter table auth_accounts rename to gone', 'alter table gone rename to auth_accounts'],
  ['a column is gone', 'alter table api_keys rename column start to gone', 'alter table api_keys rename column gone to start'],
  ['sessions cannot be kept', 'alter table sessions add constraint never check (false) not valid', 'alter table sessions drop constraint never'],
  ['tokens cannot be kept', 'alter table refresh_tokens add constraint never check (false) not valid', 'alter table refresh_tokens drop constraint never'],
])('tells no secret in the log when %s', async (_what, breaking, mending) => {
  const { options, store, lines } = await openTestApp();
  const app = createApp(options);
  const password = secret();
  const ask = (path: string, body: unknown, headers: Record<string, string> = {}) => app.request(path, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) }, {});
  await ask('/api/users', { username: 'vera', role: 'admin', password }, { authorization: `Bearer ${testTokens.admin}` });
  const login = await ask('/api/session', { username: 'vera', password });
  const cookie = login.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
  await store.execute(breaking);
  onTestFinished(async () => void (await store.execute(mending)));
  const answers = [
    await ask('/api/session', { username: 'vera', password }),
    await ask('/api/token', { username: 'vera', password }),
    await ask('/api/keys', { name: 'robot' }, { cookie }),
    await ask('/api/users', { username: 'otto', role: 'viewer', password: secret() }, { authorization: `Bearer ${testTokens.admin}` }),
    await ask('/api/session/password', { current: password, next: secret() }, { cookie }),
  ];
  const texts = await Promise.all(answers.map((answer) => answer.text()));
  expect(answers.filter(({ status }) => status === 500).length).toBeGreaterThan(0);
  const { rows } = await store.execute('select value from access_secrets union all select token from sessions union all select hash from refresh_tokens');
  const kept = rows.map(({ value }) => String(value));
  const log = lines.join('');
  for (const word of [mark, password, cookie.split('=')[1] ?? '', ...kept]) {
    expect(log).not.toContain(word);
    expect(texts.join('')).not.toContain(word);
  }
  expect(log).not.toMatch(/[0-9a-f]{32}:[0-9a-f]{64}|params:/);
}, 60_000);

async function dumpOf(folder: string): Promise<string> {
  const store = await openStore({ dataFolder: folder, databaseUrl: undefined, log: quietLog });
  try {
    const { rows } = await store.execute("select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')");
    const tables = await Promise.all(rows.map(async ({ name }) => JSON.stringify((await store.execute(`select * from ${String(name)}`)).rows)));
    return tables.join('\n');
  } finally {
    await store.close();
  }
}

/** Every file of the data folder as it lies there: the lake, the database's own files and its log of changes, and what was exported. */
async function filesIn(folder: string): Promise<[string, string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (file): Promise<[string, string]> => [file.slice(folder.length), await readFile(file, 'latin1')]));
}
