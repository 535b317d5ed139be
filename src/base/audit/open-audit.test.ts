import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { borrowTestStore, closingAfterEach } from '../../testing/open-test-store.ts';
import type { AuditEntry } from './audit.ts';
import { entryHash } from './entry-hash.ts';
import { openAudit } from './open-audit.ts';
import { auditEntries } from './tables.ts';

const open = closingAfterEach(borrowTestStore);
const clock = () => new Date('2026-11-20T12:00:00.123Z');
const entry = (facts: Partial<AuditEntry> = {}): AuditEntry => ({
  actor: { kind: 'user', id: 'u1', name: 'ada' },
  action: 'credential.created',
  subject: { kind: 'credential', id: 'c1', accountId: '111122223333' },
  address: '198.51.100.7',
  ...facts,
});

describe('the audit log', () => {
  it('holds each entry before it by its hash, without holes, whoever adds at the same time', async () => {
    const store = await open();
    const audit = openAudit({ store, clock });
    await Promise.all(Array.from({ length: 20 }, (_, i) => audit.add([entry({ action: `a${i}` }), entry({ action: `b${i}` })])));
    const rows = await store.db.select().from(auditEntries).orderBy(auditEntries.sequence);
    expect(rows.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    expect(rows.slice(1).map(({ previousHash }) => previousHash)).toEqual(rows.slice(0, -1).map(({ hash }) => hash));
    expect(rows.map(entryHash)).toEqual(rows.map(({ hash }) => hash));
  });

  it('keeps what was typed by strangers, whatever no column takes', async () => {
    const store = await open();
    const detail = { z: 1, username: 'a\0b\ud800', nested: { b: [1.5, null, 1e21], a: undefined }, at: new Date(0) };
    await openAudit({ store, clock }).add([entry({ actor: { kind: 'system', id: '\0', name: '\udc00' }, detail })]);
    const [row] = await store.db.select().from(auditEntries);
    expect(row).toMatchObject({ actorId: '\ufffd', actorName: '\ufffd', detail: { z: 1, username: 'a\ufffdb\ufffd', nested: { b: [1.5, null, 1e21] }, at: '1970-01-01T00:00:00.000Z' } });
    if (!row) throw new Error('nothing was kept');
    expect(entryHash(row)).toBe(row.hash);
  });

  it('is stored with what it tells of, or not at all', async () => {
    const store = await open();
    const audit = openAudit({ store, clock });
    const failing = store.db.transaction(async (transaction) => {
      await audit.add([entry()], transaction);
      throw new Error('the change failed');
    });
    await expect(failing).rejects.toThrow('the change failed');
    await audit.add([entry({ action: 'kept' })]);
    expect(await store.db.select({ sequence: auditEntries.sequence, action: auditEntries.action }).from(auditEntries)).toEqual([{ sequence: 1, action: 'kept' }]);
  });

  it.each([
    ['changing', sql`update audit_entries set action = 'nothing'`],
    ['removing', sql`delete from audit_entries`],
    ['emptying', sql`truncate audit_entries`],
    ['forgetting the end of', sql`delete from audit_head`],
  ])('refuses %s it', async (_name, statement) => {
    const store = await open();
    await openAudit({ store, clock }).add([entry()]);
    await expect(store.db.execute(statement)).rejects.toMatchObject({ cause: expect.objectContaining({ message: 'The audit log is only ever added to' }) });
    expect(await store.db.$count(auditEntries)).toBe(1);
  });
});
