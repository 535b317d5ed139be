/** Data keys that were opened once, so that what is in use goes on while the keyring cannot be asked. */
export interface KeyCache {
  /** Fetched once however many ask at a time. */
  get(id: string, fetch: () => Promise<Buffer>): Promise<Buffer>;
  forget(ids: readonly string[]): void;
  clear(): void;
}

const mostKept = 10_000;

export function openKeyCache(): KeyCache {
  const kept = new Map<string, Promise<Buffer>>();

  function keep(id: string, key: Promise<Buffer>): void {
    kept.delete(id);
    kept.set(id, key);
    const oldest = kept.keys().next().value;
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  }

  return {
    get(id, fetch) {
      const known = kept.get(id);
      if (known) {
        keep(id, known);
        return known;
      }
      const fetched = fetch();
      keep(id, fetched);
      fetched.catch(() => {
        if (kept.get(id) === fetched) kept.delete(id);
      });
      return fetched;
    },
    forget(ids) {
      for (const id of ids) kept.delete(id);
    },
    clear() {
      kept.clear();
    },
  };
}
