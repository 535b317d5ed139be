import { describe, expect, it } from 'vitest';
import { borrowTestStore, closingAfterEach } from '../../testing/open-test-store.ts';
import type { AuditEntry } from './audit.ts';
import { auditQuerySchema } from './contract.ts';
import { auditLines } from './export-audit.ts';
import { listAudit } from './list-audit.ts';
import { openAudit } from './open-audit.ts';

const open = closingAfterEach(borrowTestStore);

function entry({ action = 'credential.used', accountId = '111122223333', ...facts }: Partial<AuditEntry> & { accountId?: string | null } = {}): AuditEntry {
  return { actor: { kind: 'user', id: 'u1', name: 'ada' }, action, subject: { kind: 'credential', id: 'c1', accountId }, address: '198.51.100.7', ...facts };
}

async function logOf(entries: readonly AuditEntry[]) {
  const store = await open();
  let minute = 0;
  const audit = openAudit({ store, clock: () => new Date(Date.UTC(2026, 10, 20, 12, (minute += 1))) });
  for (const one of entries) await audit.add([one]);
  return store;
}

describe('listing the audit log', () => {
  it('goes through it page by page, the newest first or the oldest', async () => {
    const store = await logOf(Array.from({ length: 5 }, (_, i) => entry({ action: `a${i}` })));
    const first = await listAudit(store, auditQuerySchema.parse({ limit: 3 }), 'all');
    const second = await listAudit(store, auditQuerySchema.parse({ limit: 3, cursor: first.next }), 'all');
    expect([...first.entries, ...second.entries].map(({ sequence }) => sequence)).toEqual([5, 4, 3, 2, 1]);
    expect(second.next).toBeNull();
    expect((await listAudit(store, auditQuerySchema.parse({ order: 'asc', limit: 2 }), 'all')).entries.map(({ action }) => action)).toEqual(['a0', 'a1']);
    await expect(listAudit(store, auditQuerySchema.parse({ cursor: 'x' }), 'all')).rejects.toMatchObject({ code: 'bad-request' });
  });

  it.each([
    [{ action: 'credential' }, [1, 2]],
    [{ action: 'credential.used' }, [1]],
    [{ actor: 'bob' }, [3]],
    [{ actorKind: 'agent' }, [2]],
    [{ subjectKind: 'user', subjectId: 'u9' }, [3]],
    [{ accountId: '444455556666' }, [2]],
    [{ address: '::1' }, [3]],
    [{ since: '2026-11-20T12:02:00Z', until: '2026-11-20T12:02:30Z' }, [2]],
    [{ q: 'BOB login' }, [3]],
    [{ q: '100%' }, [2]],
    [{ q: '_' }, []],
  ])('finds by %j', async (filter, expected) => {
    const store = await logOf([
      entry(),
      entry({ action: 'credential.rotated', accountId: '444455556666', actor: { kind: 'agent', id: 'watch', name: 'watch' }, detail: { done: '100%' } }),
      entry({ action: 'login.failed', accountId: null, actor: { kind: 'user', id: 'u2', name: 'bob' }, subject: { kind: 'user', id: 'u9' }, address: '::1' }),
    ]);
    const { entries } = await listAudit(store, auditQuerySchema.parse({ order: 'asc', ...filter }), 'all');
    expect(entries.map(({ sequence }) => sequence)).toEqual(expected);
  });

  it('shows who may know of some accounts nothing of the others, nor of what is about none', async () => {
    const store = await logOf([entry(), entry({ accountId: '444455556666' }), entry({ accountId: null }), entry({ detail: { usedFor: '444455556666' } }), entry({ detail: { usedFor: '111122223333' } })]);
    const seen = async (scope: readonly string[]) => (await listAudit(store, auditQuerySchema.parse({}), scope)).entries.map(({ sequence }) => sequence);
    expect(await seen(['111122223333'])).toEqual([5, 1]);
    expect(await seen(['111122223333', '444455556666'])).toEqual([5, 4, 2, 1]);
    expect(await seen([])).toEqual([]);
  });

  it('exports all of it, and no formula for a spreadsheet', async () => {
    const store = await logOf([...Array.from({ length: 501 }, () => entry()), entry({ action: '=cmd()', detail: { said: 'a "b"' } })]);
    const lines = async (format: 'jsonl' | 'csv') => {
      let text = '';
      for await (const part of auditLines(store, { filter: { order: 'asc' }, format, scope: 'all' })) text += part;
      return text.trimEnd().split(/\r?\n/);
    };
    const json = await lines('jsonl');
    expect(json).toHaveLength(502);
    expect(JSON.parse(json[501] ?? '')).toMatchObject({ sequence: 502, action: '=cmd()', detail: { said: 'a "b"' }, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const csv = await lines('csv');
    expect(csv).toHaveLength(503);
    expect(csv[502]).toMatch(/^502,2026-11-\d\dT[\d:.]+Z,user,u1,ada,'=cmd\(\),credential,c1,111122223333,198\.51\.100\.7,"\{""said"":""a \\""b\\""""\}",[0-9a-f]{64}$/);
  });
});
