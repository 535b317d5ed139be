import type { PgBoss } from 'pg-boss';
import { z } from 'zod';
import { AppError } from '../../core/app-error.ts';
import type { Store } from '../store/store.ts';
import type { DeadJob, WorkKind } from './queue.ts';

const mostShown = 1_000;
const envelopeSchema = z.object({ body: z.unknown() });

export function deadName(kind: WorkKind): string {
  return `${kind.name}-dead`;
}

export async function listDeadJobs(store: Store, kind: WorkKind): Promise<DeadJob[]> {
  const { rows } = await store.execute(
    `select id::text, data, coalesce(source_output, output) as output, created_on from pgboss.job
     where name = $1 and state < 'active' order by created_on desc, id limit ${mostShown}`,
    [deadName(kind)],
  );
  return rows.map((row) => ({
    id: String(row.id),
    kind: kind.name,
    data: envelopeSchema.parse(row.data).body,
    failedAt: row.created_on instanceof Date ? row.created_on.toISOString() : String(row.created_on),
    reason: reasonOf(row.output),
  }));
}

export async function reviveDeadJob({ store, boss }: { store: Store; boss: PgBoss }, kind: WorkKind, jobId: string): Promise<void> {
  const count = await boss.redrive(deadName(kind), { ids: [jobId], destination: kind.name });
  if (count > 0) return;
  const isDead = (await listDeadJobs(store, kind)).some(({ id }) => id === jobId);
  if (isDead) throw new AppError('conflict', `The ${kind.name} job ${jobId} waits already under another id`, { hint: 'Revive it when that one has run' });
  throw new AppError('not-found', `There is no dead ${kind.name} job ${jobId}`);
}

function reasonOf(output: unknown): string {
  const message: unknown = Reflect.get(Object(output), 'message') ?? Reflect.get(Object(Reflect.get(Object(output), 'value')), 'message');
  return typeof message === 'string' ? message : JSON.stringify(output ?? null);
}
