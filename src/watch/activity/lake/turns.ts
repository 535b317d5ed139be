/** Work on the same thing, one after the other; work on other things does not wait. */
export type Turns = <T>(key: string, work: () => Promise<T>) => Promise<T>;

export function takeTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = last.get(key);
    const mine = before ? before.then(work, work) : work();
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
}
