import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { CloudTrailRecord } from '../world/cloudtrail-record.ts';
import { openDice } from '../world/seeded-random.ts';
import type { SimBucket, SimObject, World } from '../world/world.ts';
import { openDeliveryFaults, type DeliveryFaults, type FileFacts } from './delivery-faults.ts';
import { logFolders, type LogFolder } from './log-folders.ts';
import { digestPath, openDigests, type DeliveredLog } from './open-digests.ts';
import { insightPath, openInsights, type Insights } from './open-insights.ts';
import { openSigningKey, type SigningKey } from './signing-key.ts';
import { wasLogging } from './switch-trail.ts';

const slotMs = 5 * 60_000;
const dayMs = 86_400_000;
const keptDays = 90;
const headsKept = 40_000;

/** How long after its five minutes a file is there. */
export interface FileDelay {
  readonly leastMs: number;
  readonly mostMs: number;
}

/** Real CloudTrail takes about five minutes; here it is shorter, so that what happens can be watched. */
export const demoFileDelay: FileDelay = { leastMs: 20_000, mostMs: 90_000 };

/** An object without its body. */
export interface ObjectHead {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly modifiedAt: Date;
}

export interface Delivered extends ObjectHead {
  readonly file: FileFacts;
}

/** What the trails have delivered into buckets: nothing is kept, everything is made when it is asked for, and always the same. */
export interface TrailFiles {
  get(bucket: SimBucket, key: string): SimObject | undefined;
  /** In the order of keys, from the first that is greater than `after`. */
  list(bucket: SimBucket, where: { prefix: string; after: string }): Iterable<ObjectHead>;
  /** Log files and files of Insights that were delivered in (from, to]; digests are not among them. */
  deliveredBetween(bucket: SimBucket, from: Date, to: Date): Iterable<Delivered>;
  /** With which digests are signed. */
  signingKey(): SigningKey;
  /** What CloudTrail Insights noticed, as LookupEvents tells it. */
  readonly insights: Pick<Insights, 'between'>;
  /** What goes wrong on the way. */
  readonly faults: DeliveryFaults;
}

type TrailFilesWorld = Pick<World, 'seed' | 'clock' | 'startedAt' | 'organization' | 'accounts' | 'activity'>;

interface Slot {
  readonly folder: LogFolder;
  readonly file: FileFacts;
  readonly startMs: number;
  readonly key: string;
  readonly deliveredMs: number;
}

export function openTrailFiles(world: TrailFilesWorld, delay: FileDelay = demoFileDelay): TrailFiles {
  const heads = new Map<string, ObjectHead | null>();
  const firstMs = Math.floor((world.startedAt.getTime() - keptDays * dayMs) / dayMs) * dayMs;
  const faults = openDeliveryFaults({ seed: world.seed, clock: world.clock, onChange: () => heads.clear() });
  const insights = openInsights({ ...world, firstMs });
  const foldersOf = ({ trails }: SimBucket) => logFolders(world, trails);

  function slotAt(folder: LogFolder, startMs: number): Slot {
    const { trail, accountId, region } = folder;
    const file: FileFacts = { id: `${trail.trail.TrailARN}/${accountId}/${region}/${startMs}`, accountId, region, startMs };
    // One that comes late bears the time of its coming.
    const endsAt = new Date(startMs + slotMs + faults.lateMs(file));
    const dice = openDice(world.seed, `file/${file.id}`);
    const name = `${accountId}_CloudTrail_${region}_${compact(endsAt)}_${dice.word(16)}.json.gz`;
    const deliveredMs = endsAt.getTime() + Math.round(delay.leastMs + dice.number() ** 2 * (delay.mostMs - delay.leastMs));
    return { folder, file, startMs, key: `${folder.path}${dayPath(endsAt)}${name}`, deliveredMs };
  }

  /** Those whose names bear a time: of the five minutes before it, and of earlier ones that come late. */
  function slotsNamed(folder: LogFolder, endsMs: number): Slot[] {
    const slots = faults.latenesses().map((lateMs) => ({ lateMs, slot: slotAt(folder, endsMs - slotMs - lateMs) }));
    return slots.flatMap(({ lateMs, slot }) => (faults.lateMs(slot.file) === lateMs ? [slot] : [])).sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  function recordsOf({ folder, file, startMs }: Slot): CloudTrailRecord[] {
    const records = happened(folder, startMs);
    return records.length > 0 && faults.strikes('repeated-records', file) ? [...records, ...happened(folder, startMs - slotMs)] : records;
  }

  function happened({ trail, accountId, region }: LogFolder, startMs: number): CloudTrailRecord[] {
    return world.activity.between({ accountId, region }, { from: new Date(startMs), to: new Date(startMs + slotMs - 1) }).filter(({ eventTime }) => wasLogging(trail, Date.parse(eventTime)));
  }

  function objectOf(slot: Slot): SimObject | undefined {
    const records = recordsOf(slot);
    if (records.length === 0) return undefined;
    const whole = gzipSync(faults.strikes('broken-json', slot.file) ? brokenText(records) : textOf(records, faults.strikes('nameless-record', slot.file)));
    const body = faults.strikes('truncated-file', slot.file) ? whole.subarray(0, Math.ceil(whole.byteLength / 2)) : whole;
    return { key: slot.key, body, contentType: 'application/json', contentEncoding: 'gzip', etag: `"${createHash('md5').update(body).digest('hex')}"`, modifiedAt: new Date(slot.deliveredMs) };
  }

  /** Null for five minutes in which nothing happened. */
  function headOf(slot: Slot): ObjectHead | null {
    const known = heads.get(slot.key);
    if (known !== undefined) return known;
    const object = objectOf(slot);
    const head = object ? headFrom(object) : null;
    for (const oldest of heads.keys()) {
      if (heads.size < headsKept) break;
      heads.delete(oldest);
    }
    heads.set(slot.key, head);
    return head;
  }

  function logsOf(folder: LogFolder, fromMs: number, toMs: number): DeliveredLog[] {
    return slotsBetween(folder, fromMs, toMs).flatMap((slot) => {
      const records = recordsOf(slot);
      const oldest = records[0]?.eventTime;
      const newest = records.at(-1)?.eventTime;
      if (oldest === undefined || newest === undefined) return [];
      const text = textOf(records, faults.strikes('nameless-record', slot.file));
      return [{ key: slot.key, sha256: createHash('sha256').update(text).digest('hex'), oldest, newest }];
    });
  }

  function slotsBetween(folder: LogFolder, fromMs: number, toMs: number): Slot[] {
    const slots: Slot[] = [];
    const longestMs = delay.mostMs + Math.max(...faults.latenesses());
    for (let startMs = Math.floor((fromMs - longestMs) / slotMs) * slotMs - slotMs; startMs + slotMs <= toMs; startMs += slotMs) {
      const slot = slotAt(folder, startMs);
      if (slot.deliveredMs > fromMs && slot.deliveredMs <= toMs) slots.push(slot);
    }
    return slots;
  }

  function* listDigests(folder: LogFolder, where: { prefix: string; after: string }): Generator<ObjectHead> {
    if (!mayHold(digestPath(folder), where)) return;
    for (const { key, head } of digests.list(folder, world.clock().getTime())) {
      if (key > where.after && key.startsWith(where.prefix)) yield head();
    }
  }

  const signingKey = openSigningKey(world.seed);
  const digests = openDigests({ seed: world.seed, startedAt: world.startedAt, key: signingKey, logsOf });
  const isThere = ({ deliveredMs }: Slot) => deliveredMs <= world.clock().getTime();

  function* listLogs(folder: LogFolder, { prefix, after }: { prefix: string; after: string }): Generator<ObjectHead> {
    for (let dayAt = firstMs; dayAt <= world.clock().getTime(); dayAt += dayMs) {
      const path = `${folder.path}${dayPath(new Date(dayAt))}`;
      if (!mayHold(path, { prefix, after })) continue;
      // The name says when the five minutes ended: the first file of a day is of the last minutes of the day before.
      for (let endsMs = dayAt; endsMs < dayAt + dayMs; endsMs += slotMs) {
        for (const slot of slotsNamed(folder, endsMs)) {
          if (slot.key <= after || !slot.key.startsWith(prefix) || !isThere(slot)) continue;
          const head = headOf(slot);
          if (head) yield head;
        }
      }
    }
  }

  function* listInsights(folder: LogFolder, where: { prefix: string; after: string }): Generator<ObjectHead> {
    if (!mayHold(insightPath(folder), where)) return;
    for (const { key, object } of insights.list(folder)) if (key > where.after && key.startsWith(where.prefix)) yield headFrom(object());
  }

  return {
    signingKey,
    insights,
    faults,
    get(bucket, key) {
      if (key.includes('/CloudTrail-Insight/')) {
        const folder = foldersOf(bucket).find((one) => key.startsWith(insightPath(one)));
        return folder && insights.list(folder).find((one) => one.key === key)?.object();
      }
      if (key.includes('/CloudTrail-Digest/')) {
        for (const folder of foldersOf(bucket)) {
          if (!key.startsWith(digestPath(folder))) continue;
          for (const digest of digests.list(folder, world.clock().getTime())) if (digest.key === key) return digest.object();
        }
        return undefined;
      }
      const [, path = '', accountId = '', region = '', stamp = ''] = /^(.*\/)\d{4}\/\d\d\/\d\d\/(\d{12})_CloudTrail_([a-z0-9-]+)_(\d{8}T\d{4})Z_\w{16}\.json\.gz$/.exec(key) ?? [];
      const endsMs = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:00Z'));
      if (Number.isNaN(endsMs) || endsMs % slotMs !== 0 || endsMs < firstMs) return undefined;
      for (const folder of foldersOf(bucket)) {
        if (folder.path !== path || folder.accountId !== accountId || folder.region !== region) continue;
        const slot = slotsNamed(folder, endsMs).find((one) => one.key === key);
        if (slot && isThere(slot)) return objectOf(slot);
      }
      return undefined;
    },
    *list(bucket, where) {
      const parts = foldersOf(bucket).flatMap((folder) => [
        { path: digestPath(folder), list: () => listDigests(folder, where) },
        { path: insightPath(folder), list: () => listInsights(folder, where) },
        { path: folder.path, list: () => listLogs(folder, where) },
      ]);
      for (const { list } of parts.sort((x, y) => (x.path < y.path ? -1 : x.path > y.path ? 1 : 0))) yield* list();
    },
    *deliveredBetween(bucket, from, to) {
      for (const folder of foldersOf(bucket)) {
        for (const slot of slotsBetween(folder, from.getTime(), to.getTime())) {
          const head = headOf(slot);
          if (head) yield { ...head, file: slot.file };
        }
        for (const { deliveredMs, object } of insights.list(folder)) {
          const { accountId, region } = folder;
          if (deliveredMs > from.getTime() && deliveredMs <= to.getTime()) yield { ...headFrom(object()), file: { id: insightPath(folder), accountId, region, startMs: deliveredMs } };
        }
      }
    },
  };
}

function headFrom({ key, body, etag, modifiedAt }: SimObject): ObjectHead {
  return { key, size: body.byteLength, etag, modifiedAt };
}

/** Whether keys below a folder can begin with the prefix and come after a key. */
function mayHold(path: string, { prefix, after }: { prefix: string; after: string }): boolean {
  if (!path.startsWith(prefix) && !prefix.startsWith(path)) return false;
  return after < path || after.startsWith(path);
}

function textOf(records: readonly CloudTrailRecord[], hasNameless: boolean): string {
  const { eventName: _, ...nameless } = records[0] ?? {};
  return JSON.stringify({ Records: hasNameless ? [...records, { ...nameless, eventID: `nameless-${records[0]?.eventID ?? ''}` }] : records });
}

/** A time in its middle has lost its first quotation mark. */
function brokenText(records: readonly CloudTrailRecord[]): string {
  const text = textOf(records, false);
  const mark = '"eventTime":"';
  const middle = text.indexOf(mark, Math.floor(text.length / 2));
  const end = (middle < 0 ? text.indexOf(mark) : middle) + mark.length;
  return `${text.slice(0, end - 1)}${text.slice(end)}`;
}

function dayPath(at: Date): string {
  return `${at.toISOString().slice(0, 10).replaceAll('-', '/')}/`;
}

function compact(at: Date): string {
  return `${at.toISOString().slice(0, 16).replaceAll(/[-:]/g, '')}Z`;
}
