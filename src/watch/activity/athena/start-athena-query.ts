import { randomUUID } from 'node:crypto';
import type { AwsSession } from '../../../base/aws/door.ts';
import { AppError } from '../../../core/app-error.ts';

export interface AthenaStatement {
  readonly sql: string;
  readonly database: string;
  readonly workGroup?: string | undefined;
  /** Where Athena puts results, when the workgroup does not say. */
  readonly outputLocation?: string | undefined;
  /** The same token again is the same query: whoever tries again starts no second one. 32 characters at least. */
  readonly token?: string | undefined;
}

export const defaultWorkGroup = 'primary';

/** Starts a query and tells its id. */
export async function startAthenaQuery(session: AwsSession, { sql, database, workGroup = defaultWorkGroup, outputLocation, token = randomUUID() }: AthenaStatement): Promise<string> {
  const { QueryExecutionId: id } = await session.call('athena', 'StartQueryExecution', {
    QueryString: sql,
    ClientRequestToken: token,
    QueryExecutionContext: { Database: database },
    WorkGroup: workGroup,
    ...(outputLocation === undefined ? {} : { ResultConfiguration: { OutputLocation: outputLocation } }),
  });
  if (id === undefined) throw new AppError('could-not-look', 'Athena gave the query no id', { hint: 'Try again' });
  return id;
}

/** The most that a query may read here: what was asked for, or the workgroup's own limit when that is less. */
export async function athenaCeiling(session: AwsSession, { workGroup = defaultWorkGroup, ceilingBytes }: { workGroup?: string | undefined; ceilingBytes: number }): Promise<number> {
  const { WorkGroup: group } = await session.call('athena', 'GetWorkGroup', { WorkGroup: workGroup });
  if (group?.State === 'DISABLED') throw new AppError('could-not-look', `Athena's workgroup ${workGroup} is disabled`, { hint: 'Enable it, or name another one' });
  return Math.min(ceilingBytes, group?.Configuration?.BytesScannedCutoffPerQuery ?? Infinity);
}
