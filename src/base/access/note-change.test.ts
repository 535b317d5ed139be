import { expect, it } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../face/server/create-app.ts';
import { recordFindings } from '../../respond/findings/record-findings.ts';
import { findingDraft } from '../../testing/builders.ts';
import { openTestApp, testPassword, testTokens } from '../../testing/open-test-app.ts';
import { auditEntries } from '../audit/tables.ts';

const json = { 'content-type': 'application/json' };

it('writes down who changed what, of which account, and no secret', async () => {
  const { options, store, live } = await openTestApp();
  const app = createApp(options);
  const ask = async (method: string, path: string, body: unknown, headers: Record<string, string>) => app.request(path, { method, headers: { ...json, ...headers }, body: JSON.stringify(body) }, {});
  const asToken = { authorization: `Bearer ${testTokens.admin}` };
  await recordFindings({ store, live, clock: options.clock }, [findingDraft()]);
  const vera = z.object({ id: z.string() }).parse(await (await ask('POST', '/api/users', { username: 'vera', role: 'operator', accounts: ['111122223333'], password: testPassword }, asToken)).json());
  const login = await ask('POST', '/api/session', { username: 'vera', password: testPassword }, {});
  const cookie = { cookie: login.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ') };
  const [{ id } = { id: '' }] = z.object({ findings: z.array(z.object({ id: z.string() })) }).parse(await (await app.request('/api/findings', { headers: cookie }, {})).json()).findings;
  await ask('PUT', `/api/findings/${id}/verdict`, { verdict: 'benign', note: '' }, cookie);
  await ask('POST', '/api/keys', { name: 'robot' }, cookie);
  await ask('POST', '/api/session/password', { current: testPassword, next: 'lemon-harbour-42-tin' }, cookie);
  await ask('PATCH', `/api/users/${vera.id}`, { role: 'viewer' }, asToken);

  const entries = await store.db.select().from(auditEntries).orderBy(auditEntries.sequence);
  expect(entries.map(({ action, actorName }) => `${actorName} ${action}`)).toEqual([
    'Administrator token user.created',
    'vera login.succeeded',
    'vera finding.decided',
    'vera key.created',
    'vera password.changed',
    'Administrator token user.changed',
  ]);
  expect(entries[2]).toMatchObject({ accountId: '111122223333', subjectKind: 'finding', subjectId: id });
  expect(entries[5]?.detail).toMatchObject({ role: { from: 'operator', to: 'viewer' } });
  expect(JSON.stringify(entries)).not.toMatch(new RegExp(`${testPassword}|lemon-harbour|wk_key_`));
});
