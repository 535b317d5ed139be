export interface FairOrder<T> {
  /** Whose an item is. */
  readonly keyOf: (item: T) => string;
  /** How many at a time in all. */
  readonly limit: number;
  /** How many at a time of one key. */
  readonly perKey: number;
}

/**
 * Does the work for every item, the keys taking turns: one that has a thousand items delays nobody who has one. The first
 * failure ends it once what runs has settled.
 */
export async function forEachFair<T>(items: Iterable<T>, { keyOf, limit, perKey }: FairOrder<T>, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const queue = waiting.get(key);
    if (queue) queue.push(item);
    else waiting.set(key, [item]);
  }
  const running = new Map<string, number>();
  const failures: unknown[] = [];
  let atOnce = 0;
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();

  /** The first key in turn that may have one more; it goes to the end of the line. */
  function next(): { key: string; item: T } | undefined {
    for (const [key, queue] of waiting) {
      if ((running.get(key) ?? 0) >= perKey) continue;
      const item = queue.shift();
      waiting.delete(key);
      if (queue.length > 0) waiting.set(key, queue);
      if (item !== undefined) return { key, item };
    }
    return undefined;
  }

  function begin(): void {
    while (atOnce < limit && failures.length === 0) {
      const one = next();
      if (!one) break;
      atOnce += 1;
      running.set(one.key, (running.get(one.key) ?? 0) + 1);
      void run(one);
    }
    if (atOnce === 0) end();
  }

  async function run({ key, item }: { key: string; item: T }): Promise<void> {
    try {
      await work(item);
    } catch (error) {
      failures.push(error);
    }
    atOnce -= 1;
    running.set(key, (running.get(key) ?? 1) - 1);
    begin();
  }

  begin();
  await ended;
  if (failures.length > 0) throw failures[0];
}
