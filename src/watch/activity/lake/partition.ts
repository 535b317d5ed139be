import { join } from 'node:path';
import type { Activity } from '../../../core/activity.ts';

/** The folder that one account's, region's and day's events are in. */
export interface Partition {
  readonly accountId: string;
  readonly region: string;
  /** yyyy-mm-dd, in UTC. */
  readonly date: string;
}

export const activityFolder = 'activity';
const unknown = 'unknown';

export function partitionOf({ accountId, region, at }: Activity): Partition {
  return { accountId: accountId === '' ? unknown : accountId, region: region === '' ? unknown : region, date: at.slice(0, 10) };
}

/** Names come from records, so whatever is no plain word is escaped: no record names a folder elsewhere. */
export function partitionPath({ accountId, region, date }: Partition): string {
  return join(accountFolder(accountId), `region=${escaped(region)}`, `date=${escaped(date)}`);
}

/** All of one account. */
export function accountFolder(accountId: string): string {
  return join(activityFolder, `account=${escaped(accountId)}`);
}

/** The value in a folder's name such as `account=111122223333`, or undefined when it is not such a folder. */
export function folderValue(folder: string, key: 'account' | 'region' | 'date'): string | undefined {
  const value = folder.startsWith(`${key}=`) ? folder.slice(key.length + 1) : '';
  return value === '' ? undefined : decodeURIComponent(value);
}

function escaped(value: string): string {
  return encodeURIComponent(value.slice(0, 120)).replaceAll(/[.!'()*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
