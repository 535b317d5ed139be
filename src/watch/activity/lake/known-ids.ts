/** The event ids of files written lately, so that deliveries that overlap need not read them back. */
export interface KnownIds {
  get(path: string): readonly string[] | undefined;
  set(path: string, ids: readonly string[]): void;
}

/** Holds so many ids at most; what was written longest ago goes first. */
export function rememberIds(most: number): KnownIds {
  const files = new Map<string, readonly string[]>();
  let count = 0;
  const forget = (path: string) => {
    count -= files.get(path)?.length ?? 0;
    files.delete(path);
  };
  return {
    get: (path) => files.get(path),
    set(path, ids) {
      forget(path);
      files.set(path, ids);
      count += ids.length;
      for (const oldest of files.keys()) {
        if (count <= most) break;
        forget(oldest);
      }
    },
  };
}
