import { randomBytes } from 'node:crypto';
import { eq, sql, type SQL } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { collectLog } from '../../testing/collect-log.ts';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { describeOnBothStores } from '../../testing/open-test-store.ts';
import type { Store } from '../store/store.ts';
import type { AuditEntry } from './audit.ts';
import { openAuditWitness, witnessedEnd } from './audit-witness.ts';
import { entryHash } from './entry-hash.ts';
import { signHead } from './head-signature.ts';
import { openAudit, signingBegan } from './open-audit.ts';
import { auditEntries, auditHead } from './tables.ts';
import { verifyAudit } from './verify-audit.ts';

const clock = () => new Date('2026-11-20T12:00:00.123Z');
const headKey = randomBytes(32);

const entry = (action: string): AuditEntry => ({ actor: { kind: 'user', id: 'u1', name: 'ada' }, action, subject: { kind: 'credential', id: 'c1', accountId: '111122223333' }, detail: { z: [1, { b: 2, a: 1 }], m: 'x' }, address: '::1' });

/** What somebody does who may do anything to the database, its triggers included. */
async function tamper(store: Store, ...statements: SQL[]): Promise<void> {
  await store.db.transaction(async (transaction) => {
    await transaction.execute(sql`set local session_replication_role = replica`);
    for (const statement of statements) await transaction.execute(statement);
  });
}

/** Writes an entry anew and all that follow on it, with their hashes, as one who knows how it is done would. */
async function rewriteFrom(store: Store, sequence: number, action: string): Promise<void> {
  const rows = await store.db.select().from(auditEntries).orderBy(auditEntries.sequence);
  let previousHash = rows[sequence - 2]?.hash ?? '';
  await tamper(store, sql`delete from audit_entries where sequence >= ${sequence}`);
  for (const row of rows.slice(sequence - 1)) {
    const changed = { ...row, previousHash, action: row.sequence === sequence ? action : row.action };
    const hash = entryHash(changed);
    await store.db.insert(auditEntries).values({ ...changed, hash });
    previousHash = hash;
  }
  await store.db.update(auditHead).set({ hash: previousHash });
}

describeOnBothStores('verifying the audit log', (open) => {
  async function tenEntries(): Promise<Store> {
    const store = await open();
    const audit = openAudit({ store, clock });
    audit.signWith(headKey);
    await audit.add([entry(signingBegan)]);
    for (let i = 2; i <= 10; i += 1) await audit.add([entry(`a${i}`)]);
    return store;
  }

  it('passes a log of several pages to which is added while it is read', async () => {
    const store = await open();
    const audit = openAudit({ store, clock });
    audit.signWith(headKey);
    await audit.add(Array.from({ length: 2_500 }, (_, i) => entry(`a${i}`)));
    const adding = Promise.all(Array.from({ length: 30 }, (_, i) => audit.add([entry(`b${i}`)])));
    const during = await verifyAudit(store, { headKey });
    await adding;
    expect(during).toMatchObject({ isWhole: true, signature: 'signed', broken: null });
    expect(await verifyAudit(store, { headKey })).toMatchObject({ isWhole: true, entries: 2_530 });
  });

  it('passes a log that is still empty, and says what is not signed', async () => {
    const store = await open();
    expect(await verifyAudit(store)).toEqual({ isWhole: true, entries: 0, end: null, signature: 'unsigned', broken: null });
    await openAudit({ store, clock }).add([entry('a')]);
    expect(await verifyAudit(store, { headKey })).toMatchObject({ isWhole: true, entries: 1, signature: 'unsigned' });
  });

  it.each([
    ['who did it', sql`update audit_entries set actor_name = 'bob' where sequence = 5`],
    ['what was done', sql`update audit_entries set action = 'a6' where sequence = 5`],
    ['when', sql`update audit_entries set at = at + interval '1 millisecond' where sequence = 5`],
    ['from where', sql`update audit_entries set address = null where sequence = 5`],
    ['of which account', sql`update audit_entries set account_id = '444455556666' where sequence = 5`],
    ['the details', sql`update audit_entries set detail = jsonb_set(detail, '{z,1,a}', '2') where sequence = 5`],
    ['its hash', sql`update audit_entries set hash = repeat('0', 64) where sequence = 5`],
    ['the hash before it', sql`update audit_entries set previous_hash = repeat('0', 64) where sequence = 5`],
  ])('finds an entry that was changed in %s', async (_what, statement) => {
    const store = await tenEntries();
    await tamper(store, statement);
    expect(await verifyAudit(store, { headKey })).toMatchObject({ isWhole: false, entries: 4, broken: { sequence: 5, kind: 'changed' } });
  });

  it('finds an entry that was changed together with its hash', async () => {
    const store = await tenEntries();
    const [row] = await store.db.select().from(auditEntries).where(eq(auditEntries.sequence, 5));
    if (!row) throw new Error('there is no fifth entry');
    const hash = entryHash({ ...row, action: 'nothing' });
    await tamper(store, sql`update audit_entries set action = 'nothing', hash = ${hash} where sequence = 5`);
    expect(await verifyAudit(store)).toMatchObject({ isWhole: false, broken: { sequence: 6, kind: 'changed', because: expect.stringContaining('entry 5 was written anew') } });
  });

  it.each([
    ['one', sql`delete from audit_entries where sequence = 5`, 5, 'Entry 5 is missing'],
    ['several', sql`delete from audit_entries where sequence between 5 and 7`, 5, 'Entries 5 to 7 are missing'],
    ['the first', sql`delete from audit_entries where sequence = 1`, 1, 'Entry 1 is missing'],
    ['the newest', sql`delete from audit_entries where sequence > 8`, 9, 'The newest entries are missing: the log ends at 8 and once reached 10'],
    ['all', sql`delete from audit_entries`, 1, 'All entries are missing: the log once reached 10'],
  ])('finds %s removed', async (_what, statement, sequence, because) => {
    const store = await tenEntries();
    await tamper(store, statement);
    expect(await verifyAudit(store)).toMatchObject({ isWhole: false, broken: { sequence, kind: 'removed', because } });
  });

  it('finds one removed and the rest moved together', async () => {
    const store = await tenEntries();
    await tamper(store, sql`delete from audit_entries where sequence = 5`, sql`update audit_entries set sequence = sequence - 1 where sequence > 5`);
    expect(await verifyAudit(store)).toMatchObject({ isWhole: false, broken: { sequence: 5 } });
  });

  it('finds two that changed places', async () => {
    const store = await tenEntries();
    await tamper(store, sql`update audit_entries set sequence = -1 where sequence = 4`, sql`update audit_entries set sequence = 4 where sequence = 7`, sql`update audit_entries set sequence = 7 where sequence = -1`);
    expect(await verifyAudit(store)).toMatchObject({ isWhole: false, broken: { sequence: 4, kind: 'reordered', because: 'Entry 4 is not the one that belongs there: that one stands at 7' } });
  });

  it('finds one that was put in at the end', async () => {
    const store = await tenEntries();
    const [last] = await store.db.select().from(auditEntries).where(eq(auditEntries.sequence, 10));
    if (!last) throw new Error('there is no last entry');
    const forged = { ...last, sequence: 11, previousHash: last.hash, action: 'forged' };
    await store.db.insert(auditEntries).values({ ...forged, hash: entryHash(forged) });
    expect(await verifyAudit(store)).toMatchObject({ isWhole: false, broken: { sequence: 11, kind: 'changed' } });
  });

  it.each([
    ['the newest removed and the end set back', async (store: Store) => {
      await tamper(store, sql`delete from audit_entries where sequence > 8`, sql`update audit_head set sequence = 8, hash = (select hash from audit_entries where sequence = 8)`);
    }, 'removed'],
    ['the newest removed and the end set back, signature and all', async (store: Store) => {
      await tamper(store, sql`delete from audit_entries where sequence > 8`, sql`update audit_head set sequence = 8, hash = (select hash from audit_entries where sequence = 8), signed_sequence = 8, signed_hash = (select hash from audit_entries where sequence = 8)`);
    }, 'changed'],
    ['the newest removed and the end set back, signed with another key', async (store: Store) => {
      await tamper(store, sql`delete from audit_entries where sequence > 8`, sql`update audit_head set sequence = 8, hash = (select hash from audit_entries where sequence = 8)`);
      const [head] = await store.db.select().from(auditHead);
      if (!head) throw new Error('there is no end');
      await store.db.update(auditHead).set({ signedSequence: 8, signedHash: head.hash, signature: signHead(randomBytes(32), head) });
    }, 'changed'],
    ['an entry and all after it written anew', (store: Store) => rewriteFrom(store, 5, 'nothing'), 'changed'],
    ['the signature taken away', (store: Store) => tamper(store, sql`update audit_head set signed_sequence = null, signed_hash = null, signature = null`), 'changed'],
    ['the end itself removed', (store: Store) => tamper(store, sql`delete from audit_head`), 'removed'],
  ])('finds %s, by what the end is signed with', async (_what, attack, kind) => {
    const store = await tenEntries();
    await attack(store);
    expect(await verifyAudit(store, { headKey })).toMatchObject({ isWhole: false, broken: { kind } });
  });

  it('finds a whole earlier state put back, signature and all, by what was written down outside the database', async () => {
    const store = await open();
    const folder = await makeTestFolder();
    const { log, messages } = collectLog();
    const audit = openAudit({ store, clock });
    audit.signWith(headKey);
    const witness = openAuditWitness({ store, folder, log });
    for (let i = 1; i <= 8; i += 1) await audit.add([entry(`a${i}`)]);
    const [earlier] = await store.db.select().from(auditHead);
    await audit.add([entry('a9'), entry('a10')]);
    await witness.look();
    await tamper(store, sql`delete from audit_entries where sequence > 8`);
    await store.db.update(auditHead).set({ ...earlier });
    expect(await verifyAudit(store, { headKey })).toMatchObject({ isWhole: true });
    await witness.close();
    expect(messages).toContainEqual(expect.stringContaining('not the one that was seen before'));
    const witnessed = await witnessedEnd(store, folder);
    expect(await verifyAudit(store, { headKey, witnessed })).toMatchObject({ isWhole: false, broken: { sequence: 9, kind: 'removed' } });
    await audit.add([entry('b9'), entry('b10'), entry('b11')]);
    expect(await verifyAudit(store, { headKey, witnessed })).toMatchObject({ isWhole: false, broken: { sequence: 10, kind: 'changed' } });
  });
});
