import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import type { Clock } from '../../core/clock.ts';
import type { Db, Store } from '../store/store.ts';
import type { Audit, AuditEntry } from './audit.ts';
import { chainStart, entryHash, type AuditRow } from './entry-hash.ts';
import { signHead, type HeadKey } from './head-signature.ts';
import { storableDetail, storableText } from './storable.ts';
import { auditEntries, auditHead } from './tables.ts';

/** Any fixed number: the same in every process that adds to the same log. */
const lockNumber = 7_203_641_906;
const rowsAtOnce = 500;
export const headId = 1;
/** The action of the entry from which on the end is signed. */
export const signingBegan = 'audit.signing-began';

export interface OpenAudit extends Audit {
  /** From now on the end of the log is signed with each entry. */
  signWith(key: HeadKey): void;
  /** The same with a new key, kept beside the log as it is sealed. False when there is another than `instead` by now. */
  beginSigning(key: HeadKey, kept: { readonly sealed: string; readonly instead: string | null }): Promise<boolean>;
}

const system = { kind: 'system', id: 'watchkeeper', name: 'Watchkeeper' } as const;

/** Opens the log. One transaction adds at a time, whichever process it is in, so that the chain has one end. */
export function openAudit({ store, clock }: { store: Store; clock: Clock }): OpenAudit {
  let headKey: HeadKey | undefined;

  async function append(entries: readonly AuditEntry[], db: Db, key = headKey): Promise<void> {
    await db.execute(sql`select pg_advisory_xact_lock(${lockNumber})`);
    const head = await headOf(db);
    let { sequence, hash } = head;
    const rows = entries.map((entry): AuditRow => {
      sequence += 1;
      const row = { ...rowOf(entry, clock()), sequence, previousHash: hash };
      hash = entryHash(row);
      return { ...row, hash };
    });
    for (let from = 0; from < rows.length; from += rowsAtOnce) await db.insert(auditEntries).values(rows.slice(from, from + rowsAtOnce));
    const signed = key ? { signedSequence: sequence, signedHash: hash, signature: signHead(key, { chainId: head.chainId, sequence, hash }) } : {};
    await db.update(auditHead).set({ sequence, hash, ...signed }).where(eq(auditHead.id, headId));
  }

  return {
    async add(entries, db) {
      if (entries.length === 0) return;
      if (db) await append(entries, db);
      else await store.db.transaction((transaction) => append(entries, transaction));
    },
    signWith(key) {
      headKey = key;
    },
    async beginSigning(key, { sealed, instead }) {
      const isBegun = await store.db.transaction(async (transaction) => {
        await transaction.execute(sql`select pg_advisory_xact_lock(${lockNumber})`);
        const head = await headOf(transaction);
        if (head.sealedKey !== instead) return false;
        await append([{ actor: system, action: signingBegan, subject: { kind: 'audit', id: head.chainId }, address: null }], transaction, key);
        await transaction.update(auditHead).set({ sealedKey: sealed }).where(eq(auditHead.id, headId));
        return true;
      });
      if (isBegun) headKey = key;
      return isBegun;
    },
  };
}

/** The log begins with its first entry. */
async function headOf(db: Db): Promise<typeof auditHead.$inferSelect> {
  const [known] = await db.select().from(auditHead).where(eq(auditHead.id, headId));
  if (known) return known;
  const chainId = randomUUID();
  const [made] = await db.insert(auditHead).values({ id: headId, chainId, sequence: 0, hash: chainStart(chainId) }).returning();
  if (!made) throw new Error('The audit log could not be begun');
  return made;
}

function rowOf({ actor, action, subject, detail, address }: AuditEntry, at: Date): Omit<AuditRow, 'sequence' | 'previousHash' | 'hash'> {
  return {
    at,
    actorKind: actor.kind,
    actorId: storableText(actor.id),
    actorName: storableText(actor.name),
    action: storableText(action),
    subjectKind: storableText(subject.kind),
    subjectId: storableText(subject.id),
    accountId: typeof subject.accountId === 'string' ? storableText(subject.accountId) : null,
    detail: storableDetail(detail ?? {}),
    address: address === null ? null : storableText(address),
  };
}
