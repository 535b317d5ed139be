import type { Finding } from '../../core/finding.ts';
import type { findings } from './tables.ts';

export function findingFromRow(row: typeof findings.$inferSelect): Finding {
  const { producerId: _producerId, severityRank: _severityRank, ...finding } = row;
  return {
    ...finding,
    firstSeenAt: isoTime(row.firstSeenAt),
    lastSeenAt: isoTime(row.lastSeenAt),
    createdAt: isoTime(row.createdAt),
    updatedAt: isoTime(row.updatedAt),
  };
}

/** PostgreSQL writes `2026-11-20 12:00:00+00`; the product writes ISO 8601 in UTC. */
function isoTime(text: string): string {
  return new Date(text).toISOString();
}
