import { createHash } from 'node:crypto';

/** Event ids that were seen, at 16 bytes each: sets of texts would need ten times as much. */
export interface EventIdSet {
  /** False when it was there already. */
  add(id: string): boolean;
  readonly size: number;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function openEventIdSet(): EventIdSet {
  let slots = 1_024;
  let table = new Uint32Array(slots * 4);
  let size = 0;
  const key = new Uint32Array(4);

  const place = (into: Uint32Array, mask: number): number => {
    const [a = 0, b = 0, c = 0, d = 0] = key;
    for (let slot = (a ^ b ^ c ^ d) & mask; ; slot = (slot + 1) & mask) {
      const at = slot * 4;
      const isFree = into[at] === 0 && into[at + 1] === 0 && into[at + 2] === 0 && into[at + 3] === 0;
      if (isFree) return at;
      if (into[at] === a && into[at + 1] === b && into[at + 2] === c && into[at + 3] === d) return -1;
    }
  };
  const enlarge = () => {
    const before = table;
    slots *= 2;
    table = new Uint32Array(slots * 4);
    for (let at = 0; at < before.length; at += 4) {
      key.set(before.subarray(at, at + 4));
      if (key.some((part) => part !== 0)) table.set(key, place(table, slots - 1));
    }
  };

  return {
    add(id) {
      readKey(id, key);
      const at = place(table, slots - 1);
      if (at < 0) return false;
      table.set(key, at);
      size += 1;
      if (size * 4 > slots * 3) enlarge();
      return true;
    },
    get size() {
      return size;
    },
  };
}

function readKey(id: string, key: Uint32Array): void {
  const hex = uuid.test(id) ? id.replaceAll('-', '') : createHash('sha256').update(id).digest('hex');
  for (let part = 0; part < 4; part += 1) key[part] = Number.parseInt(hex.slice(part * 8, part * 8 + 8), 16);
  // All zeros mark a free place.
  if (key.every((part) => part === 0)) key[0] = 1;
}
