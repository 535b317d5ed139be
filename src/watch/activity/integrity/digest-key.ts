/** What the key of a digest says. */
export interface DigestKey {
  /** What stands before `AWSLogs/`. */
  readonly prefix: string;
  /** `o-…/` in the bucket of an organisation's trail; empty in an account's. */
  readonly organization: string;
  readonly accountId: string;
  readonly region: string;
  readonly trail: string;
  readonly homeRegion: string;
  /** The end of the hour that it tells of. */
  readonly at: Date;
  /** Tells of files that came too late for the chain, and stands beside it. */
  readonly isBackfill: boolean;
}

const digestPattern = /^(.*?)AWSLogs\/(o-[a-z0-9]+\/)?(\d{12})\/CloudTrail-Digest\/([a-z0-9-]+)\/\d{4}\/\d\d\/\d\d\/\3_CloudTrail-Digest_\4_(.+)_([a-z]+(?:-[a-z]+)+-\d+)_(\d{8}T\d{6})Z(_backfill)?\.json\.gz$/;
const logPattern = /^.*?AWSLogs\/(?:o-[a-z0-9]+\/)?(\d{12})\/CloudTrail\/([a-z0-9-]+)\/\d{4}\/\d\d\/\d\d\/\1_CloudTrail_\2_(\d{8}T\d{4})Z_[^/]+\.json\.gz$/;

export function parseDigestKey(key: string): DigestKey | undefined {
  const [, prefix = '', organization = '', accountId = '', region = '', trail = '', homeRegion = '', stamp = '', backfill] = digestPattern.exec(key) ?? [];
  const at = timeOf(stamp);
  return at ? { prefix, organization, accountId, region, trail, homeRegion, at, isBackfill: backfill !== undefined } : undefined;
}

/** When a log file was delivered, as its key says, and whose it is. */
export function parseLogKey(key: string): { readonly accountId: string; readonly region: string; readonly at: Date } | undefined {
  const [, accountId = '', region = '', stamp = ''] = logPattern.exec(key) ?? [];
  const at = timeOf(stamp);
  return at ? { accountId, region, at } : undefined;
}

/** The key from `AWSLogs/` on, wherever it is kept. */
export function withoutPrefix(key: string): string {
  const at = key.indexOf('AWSLogs/');
  return at < 0 ? key : key.slice(at);
}

function timeOf(stamp: string): Date | undefined {
  const at = new Date(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?$/, (_all, ...[year, month, day, hour, minute, second]: string[]) => `${year}-${month}-${day}T${hour}:${minute}:${second ?? '00'}Z`));
  return Number.isNaN(at.getTime()) ? undefined : at;
}
