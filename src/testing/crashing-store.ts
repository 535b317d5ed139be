import type { Store } from '../base/store/store.ts';

/** The process is gone: nothing after this statement happens. */
export class Crash extends Error {}

const statements = new Set(['select', 'insert', 'update', 'delete', 'transaction']);

/** The same database, until one statement before which the process dies. */
export function crashingStore(store: Store, beforeStatement: number): Store & { readonly asked: () => number } {
  let asked = 0;
  const db = new Proxy(store.db, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function' || !statements.has(String(name))) return value;
      return (...given: unknown[]) => {
        asked += 1;
        if (asked >= beforeStatement) throw new Crash(`The process died before statement ${asked}`);
        const answer: unknown = Reflect.apply(value, target, given);
        return answer;
      };
    },
  });
  return { ...store, db, asked: () => asked };
}
