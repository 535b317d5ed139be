import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Store } from '../store/store.ts';
import type { Log } from '../telemetry/create-log.ts';
import type { LogEnd } from './head-signature.ts';
import { headId } from './open-audit.ts';
import { auditEntries, auditHead } from './tables.ts';

const everyMs = 10_000;
const endSchema = z.object({ chainId: z.string(), sequence: z.number().int(), hash: z.string() });

export interface AuditWitness {
  /** Writes down how far the log reaches, unless it is not the log any more that was seen before. */
  look(): Promise<void>;
  close(): Promise<void>;
}

/** Remembers outside the database where the log ended, so that whoever may write to the database cannot take it back unseen. */
export function openAuditWitness({ store, folder, log }: { store: Store; folder: string; log: Log }): AuditWitness {
  let written: LogEnd | undefined;
  let hasComplained = false;

  async function look(): Promise<void> {
    const [head] = await store.db.select().from(auditHead).where(eq(auditHead.id, headId));
    if (!head || head.sequence === 0) return;
    const { chainId, sequence, hash } = head;
    written ??= await readWitness(folder, chainId);
    if (written && !(await stillHolds(store, written))) {
      if (!hasComplained) log.error({ seen: written.sequence, now: sequence }, 'The audit log is not the one that was seen before: watchkeeper audit verify says more');
      hasComplained = true;
      return;
    }
    if (written?.sequence === sequence) return;
    written = { chainId, sequence, hash };
    await writeWhole(fileOf(folder, chainId), JSON.stringify(written));
  }

  let looking: Promise<void> = Promise.resolve();
  const lookSafely = () =>
    (looking = looking.then(look).catch((error: unknown) => {
      log.warn({ err: error }, 'How far the audit log reaches could not be written down');
    }));
  const timer = setInterval(() => void lookSafely(), everyMs);
  return {
    look: lookSafely,
    async close() {
      clearInterval(timer);
      await lookSafely();
    },
  };
}

/** The end that was seen last, of the log that the store holds. */
export async function witnessedEnd(store: Store, folder: string): Promise<LogEnd | undefined> {
  const [head] = await store.db.select({ chainId: auditHead.chainId }).from(auditHead).where(eq(auditHead.id, headId));
  return head && readWitness(folder, head.chainId);
}

async function stillHolds(store: Store, { sequence, hash }: LogEnd): Promise<boolean> {
  const [row] = await store.db.select({ hash: auditEntries.hash }).from(auditEntries).where(eq(auditEntries.sequence, sequence));
  return row?.hash === hash;
}

async function readWitness(folder: string, chainId: string): Promise<LogEnd | undefined> {
  try {
    const end = endSchema.safeParse(JSON.parse(await readFile(fileOf(folder, chainId), 'utf8')));
    return end.success ? end.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && Reflect.get(error, 'code') === 'ENOENT')) return undefined;
    throw error;
  }
}

function fileOf(folder: string, chainId: string): string {
  return join(folder, `audit-end-${chainId.replaceAll(/[^0-9a-f-]/g, '')}.json`);
}

async function writeWhole(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${randomUUID()}`;
  await writeFile(unfinished, text, { mode: 0o600 });
  await rename(unfinished, file);
}
