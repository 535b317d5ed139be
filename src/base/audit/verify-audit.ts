import { and, asc, eq, gt, ne } from 'drizzle-orm';
import type { Store } from '../store/store.ts';
import type { AuditVerdict } from './contract.ts';
import { chainStart, entryHash, type AuditRow } from './entry-hash.ts';
import { isSignedBy, type HeadKey, type LogEnd } from './head-signature.ts';
import { headId, signingBegan } from './open-audit.ts';
import { auditEntries, auditHead } from './tables.ts';

export interface VerifyOptions {
  /** Absent: whether the end of the log is signed cannot be said. */
  readonly headKey?: HeadKey | undefined;
  /** An end that was seen earlier and written down outside the database. */
  readonly witnessed?: LogEnd | undefined;
  readonly signal?: AbortSignal;
  readonly onProgress?: (entries: number) => void;
}

interface Walked {
  readonly last: { readonly sequence: number; readonly hash: string };
  readonly isSigning: boolean;
  readonly broken: AuditVerdict['broken'];
}

const pageRows = 1_000;

/** Reads the whole log, a page at a time, and proves that it says what was once added to it; ends at the first entry that does not. */
export async function verifyAudit(store: Store, options: VerifyOptions = {}): Promise<AuditVerdict> {
  const before = await readHead(store);
  const walked = await walk(store, before, options);
  // Entries were added meanwhile: the end that is read after the last of them tells of them all.
  const after = await readHead(store);
  const broken = walked.broken ?? brokenEnd(walked, { before, after, options }) ?? (await brokenSignature(store, walked.last, { after, options }));
  return {
    isWhole: broken === null,
    entries: walked.last.sequence,
    end: after ? { chainId: after.chainId, ...walked.last } : null,
    signature: (after?.signature ?? null) === null ? 'unsigned' : options.headKey ? 'signed' : 'not-checked',
    broken,
  };
}

type Head = typeof auditHead.$inferSelect;

async function readHead(store: Store): Promise<Head | undefined> {
  const [head] = await store.db.select().from(auditHead).where(eq(auditHead.id, headId));
  return head;
}

async function walk(store: Store, head: Head | undefined, { witnessed, signal, onProgress }: VerifyOptions): Promise<Walked> {
  let last = { sequence: 0, hash: head ? chainStart(head.chainId) : '' };
  let isSigning = false;
  for (;;) {
    signal?.throwIfAborted();
    const page = await store.db.select().from(auditEntries).where(gt(auditEntries.sequence, last.sequence)).orderBy(asc(auditEntries.sequence)).limit(pageRows);
    for (const row of page) {
      const broken = head ? await problemOf(store, row, last) : { sequence: row.sequence, kind: 'removed' as const, because: 'The log holds entries and nothing that says where it ends' };
      if (broken) return { last, isSigning, broken };
      if (witnessed?.sequence === row.sequence && witnessed.hash !== row.hash) {
        return { last, isSigning, broken: { sequence: row.sequence, kind: 'changed', because: `Entry ${row.sequence} is not the one that was seen there earlier: it and all after it were written anew` } };
      }
      isSigning ||= row.action === signingBegan;
      last = row;
    }
    onProgress?.(last.sequence);
    if (page.length < pageRows) return { last: { sequence: last.sequence, hash: last.hash }, isSigning, broken: null };
  }
}

async function problemOf(store: Store, row: AuditRow, last: Walked['last']): Promise<AuditVerdict['broken']> {
  const { sequence } = row;
  const expected = last.sequence + 1;
  if (sequence !== expected) {
    const many = sequence - expected;
    return { sequence: expected, kind: 'removed', because: many === 1 ? `Entry ${expected} is missing` : `Entries ${expected} to ${sequence - 1} are missing` };
  }
  const isItself = entryHash(row) === row.hash;
  const isNext = row.previousHash === last.hash;
  if (isItself && isNext) return null;
  const elsewhere = isNext ? undefined : await followerOf(store, last.hash, sequence);
  if (elsewhere !== undefined) return { sequence, kind: 'reordered', because: `Entry ${sequence} is not the one that belongs there: that one stands at ${elsewhere}` };
  if (!isItself) return { sequence, kind: 'changed', because: `Entry ${sequence} does not say any more what was added` };
  return { sequence, kind: 'changed', because: `Entry ${sequence} does not follow on the one before it: ${sequence === 1 ? 'it comes from another log' : `entry ${last.sequence} was written anew, or this one was`}` };
}

async function followerOf(store: Store, hash: string, sequence: number): Promise<number | undefined> {
  const [row] = await store.db
    .select({ sequence: auditEntries.sequence })
    .from(auditEntries)
    .where(and(eq(auditEntries.previousHash, hash), ne(auditEntries.sequence, sequence)))
    .limit(1);
  return row?.sequence;
}

function brokenEnd({ last, isSigning }: Walked, known: { before: Head | undefined; after: Head | undefined; options: VerifyOptions }): AuditVerdict['broken'] {
  const { before, after, options } = known;
  const reached = Math.max(before?.sequence ?? 0, options.witnessed?.sequence ?? 0);
  if (reached > last.sequence) return removed(last, reached);
  if (!after) return null;
  if (options.witnessed && options.witnessed.chainId !== after.chainId) return anew(last, 'This is not the log that was seen here earlier');
  if (after.sequence < last.sequence) return anew(last, `Entry ${last.sequence} was added behind the end of the log, which is ${after.sequence}`);
  if (after.sequence === last.sequence && after.hash !== last.hash) return anew(last, `Entry ${last.sequence} is not the one that the log ended with`);
  const wasSigned = isSigning || after.sealedKey !== null;
  return wasSigned && after.signature === null ? anew(last, 'The end of the log was signed once and is not any more') : null;
}

async function brokenSignature(store: Store, last: Walked['last'], { after, options: { headKey } }: { after: Head | undefined; options: VerifyOptions }): Promise<AuditVerdict['broken']> {
  if (!after) return null;
  const { chainId, sequence, signedSequence, signedHash, signature } = after;
  if (signedSequence === null || signedHash === null || signature === null) return null;
  if (headKey && !isSignedBy(headKey, { chainId, sequence: signedSequence, hash: signedHash }, signature)) return anew(last, `The end of the log, ${signedSequence}, was not signed by this Watchkeeper: entries were removed or written anew`);
  if (signedSequence > sequence) return removed(last, signedSequence);
  if (signedSequence > last.sequence) return null;
  const [row] = await store.db.select({ hash: auditEntries.hash }).from(auditEntries).where(eq(auditEntries.sequence, signedSequence));
  return row?.hash === signedHash ? null : anew({ sequence: signedSequence }, `Entry ${signedSequence} is not the one that was signed: it and all after it were written anew`);
}

function removed({ sequence }: Walked['last'], reached: number): AuditVerdict['broken'] {
  const because = sequence === 0 ? `All entries are missing: the log once reached ${reached}` : `The newest entries are missing: the log ends at ${sequence} and once reached ${reached}`;
  return { sequence: sequence + 1, kind: 'removed', because };
}

function anew({ sequence }: { readonly sequence: number }, because: string): AuditVerdict['broken'] {
  return { sequence, kind: 'changed', because };
}
