/** Ids that were met lately; old ones are forgotten so that there is never more than twice the number. */
export interface RecentIds {
  /** False when it was met lately. */
  add(id: string): boolean;
}

export function rememberRecent(most = 100_000): RecentIds {
  let recent = new Set<string>();
  let before = new Set<string>();
  return {
    add(id) {
      if (recent.has(id) || before.has(id)) return false;
      recent.add(id);
      if (recent.size >= most) {
        before = recent;
        recent = new Set();
      }
      return true;
    },
  };
}
