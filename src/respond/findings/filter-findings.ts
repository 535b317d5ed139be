import { and, eq, gte, ilike, inArray, isNull, or, sql, type SQL } from 'drizzle-orm';
import type { AccountScope } from '../../core/account-scope.ts';
import { severityRank } from '../../core/severity.ts';
import type { FindingFilter } from './contract.ts';
import { findings } from './tables.ts';

export function findingConditions(filter: FindingFilter, scope: AccountScope): SQL | undefined {
  return and(
    findingsIn(scope),
    given(filter.status, (status) => eq(findings.status, status)),
    given(filter.severity, (severity) => eq(findings.severity, severity)),
    given(filter.minSeverity, (severity) => gte(findings.severityRank, severityRank(severity))),
    given(filter.accountId, (accountId) => eq(findings.accountId, accountId)),
    given(filter.region, (region) => eq(findings.region, region)),
    given(filter.producer, (producer) => eq(findings.producerId, producer)),
    given(filter.principal, (principal) => eq(findings.principal, principal)),
    given(filter.verdict, (verdict) => (verdict === 'none' ? isNull(findings.decision) : sql`${findings.decision}->>'verdict' = ${verdict}`)),
    given(filter.since, (since) => gte(findings.lastSeenAt, since)),
    given(filter.q, wordsIn),
  );
}

/** Those of the accounts that somebody may know of. */
export function findingsIn(scope: AccountScope): SQL | undefined {
  return scope === 'all' ? undefined : inArray(findings.accountId, [...scope]);
}

function given<T>(value: T | undefined, condition: (value: T) => SQL | undefined): SQL | undefined {
  return value === undefined ? undefined : condition(value);
}

function wordsIn(text: string): SQL | undefined {
  const words = text.split(/\s+/).filter((word) => word !== '');
  return and(
    ...words.map((word) => {
      const pattern = `%${word.replaceAll(/[\\%_]/g, (special) => `\\${special}`)}%`;
      return or(
        ilike(findings.title, pattern),
        ilike(findings.summary, pattern),
        ilike(findings.principal, pattern),
        ilike(findings.resource, pattern),
        ilike(findings.producerId, pattern),
        ilike(sql`${findings.actor}->>'name'`, pattern),
      );
    }),
  );
}
