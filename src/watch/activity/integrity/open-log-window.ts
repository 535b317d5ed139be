import { isTellable, slacksMs, tells, type ToldSpan } from './told-span.ts';
import type { ListedLog, TrailFolder } from './trail-folder.ts';

/** A log file is named by a digest that ends this long after it at the latest, late ones aside. */
const forgetMs = 3 * 3_600_000;

/** Log files as they are listed, held for as long as a digest may still name them, so that a year takes no more memory than a day. */
export interface LogWindow {
  /** Lists on, up to a time and a little further. */
  listTo(ms: number): Promise<void>;
  listed(name: string): ListedLog | undefined;
  /** A digest that ended at a time names the file; null for a file that was delivered long after the time in its name. */
  name(name: string, endMs: number | null): void;
  /** Digests from here on tell of nothing older. */
  moveTo(ms: number): void;
  /** What no digest names: within what digests tell of nobody but an intruder has put it there; elsewhere nothing vouches for it. */
  end(told: readonly ToldSpan[], latestMs: number): Promise<{ extra: readonly ListedLog[]; unvouched: readonly Date[] }>;
}

export function openLogWindow(folder: TrailFolder, { from, to }: { from: Date; to: Date }): LogWindow {
  const listing = folder.listLogs(from, to)[Symbol.asyncIterator]();
  const present = new Map<string, ListedLog>();
  const named = new Map<string, number>();
  const late = new Set<string>();
  const unnamed: { readonly name: string; readonly log: ListedLog }[] = [];
  let next: ListedLog | undefined;
  let isDone = false;

  async function listTo(ms: number): Promise<void> {
    while (!isDone) {
      if (!next) {
        const step = await listing.next();
        if (step.done) isDone = true;
        else next = step.value;
      }
      if (!next || next.at.getTime() > ms + slacksMs.late) return;
      present.set(folder.nameOf({ bucket: folder.bucket, key: next.key }), next);
      next = undefined;
    }
  }

  function moveTo(ms: number): void {
    for (const [name, log] of present) {
      if (log.at.getTime() > ms - forgetMs) break;
      present.delete(name);
      if (!named.delete(name)) unnamed.push({ name, log });
    }
    for (const [name, atMs] of named) {
      if (atMs > ms - 2 * forgetMs) break;
      named.delete(name);
    }
  }

  return {
    listTo,
    listed: (name) => present.get(name),
    name(name, endMs) {
      if (endMs === null) late.add(name);
      else named.set(name, endMs);
    },
    moveTo,
    async end(told, latestMs) {
      await listTo(latestMs);
      await listing.return?.(undefined);
      moveTo(Infinity);
      const others = unnamed.filter(({ name, log }) => !late.has(name) && log.at.getTime() >= from.getTime() && log.at.getTime() <= latestMs).map(({ log }) => log);
      // At the edges of what digests tell, another one may name the file.
      const isAlone = ({ at }: ListedLog) => ![-slacksMs.early, 0, slacksMs.late].some((slackMs) => tells(told, at.getTime() + slackMs));
      return { extra: others.filter(({ at }) => isTellable(told, at.getTime())), unvouched: others.filter(isAlone).map(({ at }) => at) };
    },
  };
}
