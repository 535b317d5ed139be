/**
 * How many different ids were counted, in little room: exactly while they are few, to about 9 % beyond. Counting an id again, in any
 * order or in another process, changes nothing.
 */
export interface DistinctCount {
  /** What stands for each id; null when there were too many of them. */
  exact: number[] | null;
  registers: Uint8Array | null;
}

const mostExact = 32;
const indexBits = 7;
const registerCount = 1 << indexBits;
const hashBits = 30;
/** Of HyperLogLog, for this many registers. */
const bias = 0.7213 / (1 + 1.079 / registerCount);

export function nothingCounted(): DistinctCount {
  return { exact: [], registers: null };
}

/** 30 bits that are as good as random. */
export function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 2;
}

/** Whether it was not counted before, as far as can be told. */
export function countHash(count: DistinctCount, hash: number): boolean {
  const { exact } = count;
  if (!exact) return raise(count, hash);
  if (exact.includes(hash)) return false;
  if (exact.length < mostExact) {
    exact.push(hash);
    return true;
  }
  count.exact = null;
  for (const one of exact) raise(count, one);
  raise(count, hash);
  return true;
}

export function estimate({ exact, registers }: DistinctCount): number {
  if (exact) return exact.length;
  let sum = 0;
  let zeros = 0;
  for (const register of registers ?? []) {
    sum += 2 ** -register;
    if (register === 0) zeros += 1;
  }
  const raw = (bias * registerCount * registerCount) / sum;
  return Math.round(raw <= 2.5 * registerCount && zeros > 0 ? registerCount * Math.log(registerCount / zeros) : raw);
}

/** One character per register after an equals sign, or the hashes one after another. */
export function encodeCount({ exact, registers }: DistinctCount): string {
  if (exact) return exact.map((hash) => hash.toString(36)).join('.');
  let text = '=';
  for (const register of registers ?? []) text += register.toString(36);
  return text;
}

export function mergeCount(count: DistinctCount, encoded: string): boolean {
  if (encoded === '') return false;
  let isMore = false;
  if (!encoded.startsWith('=')) {
    for (const hash of encoded.split('.')) isMore = countHash(count, Number.parseInt(hash, 36)) || isMore;
    return isMore;
  }
  const { exact } = count;
  count.exact = null;
  if (exact) isMore = true;
  for (const hash of exact ?? []) raise(count, hash);
  const registers = registersOf(count);
  for (let at = 0; at < registerCount; at += 1) {
    const other = Number.parseInt(encoded.charAt(at + 1), 36);
    if (other <= (registers[at] ?? 0)) continue;
    registers[at] = other;
    isMore = true;
  }
  return isMore;
}

function raise(count: DistinctCount, hash: number): boolean {
  const registers = registersOf(count);
  const at = hash & (registerCount - 1);
  const rank = Math.clz32(hash >>> indexBits) - (32 - (hashBits - indexBits)) + 1;
  if (rank <= (registers[at] ?? 0)) return false;
  registers[at] = rank;
  return true;
}

function registersOf(count: DistinctCount): Uint8Array {
  count.registers ??= new Uint8Array(registerCount);
  return count.registers;
}
