import type { AwsSession } from '../../../base/aws/door.ts';
import type { Output } from '../../../base/aws/services.ts';

export interface AthenaAnswerColumn {
  readonly name: string;
  readonly type: string;
}
/** Values are text, or null. */
export type AthenaRow = readonly (string | null)[];

export interface AthenaPage {
  readonly columns: readonly AthenaAnswerColumn[];
  readonly rows: readonly AthenaRow[];
  /** What to ask for next; null when this was the last page. */
  readonly next: string | null;
}

/** AWS gives so many rows with one call at most, the line of names included. */
const mostRows = 1_000;

/** One page of the answer of a query that has succeeded. `hasHeader` is so for what selects, whose first row are the names. */
export async function readAthenaRows(session: AwsSession, id: string, { cursor, limit = mostRows, hasHeader }: { cursor?: string | undefined; limit?: number; hasHeader: boolean }): Promise<AthenaPage> {
  const skipped = hasHeader && cursor === undefined ? 1 : 0;
  const page: Output<'athena', 'GetQueryResults'> = await session.call('athena', 'GetQueryResults', {
    QueryExecutionId: id,
    MaxResults: Math.min(mostRows, limit + skipped),
    ...(cursor === undefined ? {} : { NextToken: cursor }),
  });
  return {
    columns: (page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name = '', Type = '' }) => ({ name: Name, type: Type })),
    rows: (page.ResultSet?.Rows ?? []).slice(skipped).map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue ?? null)),
    next: page.NextToken ?? null,
  };
}

/** Every page from the first on, as they are asked for. */
export async function* athenaPages(session: AwsSession, id: string, { hasHeader }: { hasHeader: boolean }): AsyncGenerator<AthenaPage> {
  for (let cursor: string | undefined; ; ) {
    const page = await readAthenaRows(session, id, { cursor, hasHeader });
    yield page;
    if (page.next === null) return;
    cursor = page.next;
  }
}
