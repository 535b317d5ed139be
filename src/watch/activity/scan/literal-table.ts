import type { ScanExports } from './record-scanner.ts';

/** Where the tables of literals lie in the scanner's memory. */
export interface LiteralPlaces {
  readonly shifts: number;
  readonly chains: number;
  readonly literals: number;
  readonly texts: number;
  readonly wanted: number;
  readonly shorts: number;
  readonly folded: number;
  readonly anyway: number;
  readonly hits: number;
}

export const mostBuckets = 4_096;
const mostLiterals = 4_095;
const mostShorts = 64;
const mostHits = 131_072;
const blocks = 32_768;
const entryBytes = 16;
const longestText = 64;
const wantedBytes = (mostLiterals + 1) / 8;
const foldedBytes = 65_536 + 256;
/** As in the scanner: literals below this are looked for one by one. */
const windowLength = 6;
const blockLength = 3;

export function takeLiteralPlaces(take: (bytes: number) => number): LiteralPlaces {
  return {
    shifts: take(blocks),
    chains: take(blocks * 2),
    literals: take((mostLiterals + 1) * entryBytes),
    texts: take((mostLiterals + 1) * longestText),
    wanted: take(mostBuckets * wantedBytes),
    shorts: take(mostShorts * 2),
    folded: take(foldedBytes),
    anyway: take(mostBuckets),
    hits: take(mostHits * 2),
  };
}

/** The tables by which the scanner looks for many literals at once; they grow with the buckets that want them. */
export interface LiteralTable {
  /** Has the scanner look for the literals in the bucket's records. False when there is room for no more. */
  want(bucket: number, literals: Iterable<string>, isToldAnyway: boolean): boolean;
  /** The literals that the scanner found in a record. */
  found(from: number, count: number): string[];
}

export function openLiterals(wasm: ScanExports, places: LiteralPlaces, sample: () => Uint8Array): LiteralTable {
  const numbers = new Map<string, number>();
  const texts: string[] = [''];
  const chainLengths = new Uint16Array(blocks);
  let frequencies: Uint32Array | null = null;
  let shorts = 0;
  new Uint8Array(wasm.memory.buffer, places.shifts, blocks).fill(windowLength - blockLength + 1);
  wasm.useHits(places.hits, mostHits, places.anyway);
  wasm.useLiterals(places.shifts, places.chains, places.literals, places.wanted, wantedBytes, places.folded);

  const blocksOf = (textAt: number, length: number) => Array.from({ length: length - blockLength + 1 }, (_, at) => wasm.block(textAt + at));

  /** The window whose letters are rarest in what is read, so that it seldom looks as if the literal were there. */
  const bestWindow = (found: readonly number[]): number => {
    frequencies ??= countBlocks(wasm, places.folded, sample());
    const counts = frequencies;
    let best = windowLength - 1;
    let least = Number.POSITIVE_INFINITY;
    for (let end = windowLength - 1; end < found.length + blockLength - 1; end += 1) {
      const last = end - blockLength + 1;
      const others = found.slice(end - windowLength + 1, last).reduce((sum, block) => sum + (counts[block] ?? 0), 0);
      const cost = others / 4 + (counts[found[last] ?? 0] ?? 0) * (1 + (chainLengths[found[last] ?? 0] ?? 0));
      if (cost < least) [best, least] = [end, cost];
    }
    return best;
  };

  const add = (literal: string): number | null => {
    const known = numbers.get(literal);
    if (known !== undefined) return known;
    const number = numbers.size + 1;
    const text = Buffer.from(literal, 'latin1').subarray(0, longestText);
    const isShort = text.length < windowLength;
    if (number > mostLiterals || (isShort && shorts === mostShorts)) return null;
    numbers.set(literal, number);
    texts[number] = literal;
    const textAt = places.texts + number * longestText;
    const entry = places.literals + number * entryBytes;
    new Uint8Array(wasm.memory.buffer, textAt, text.length).set(text);
    const memory = new DataView(wasm.memory.buffer);
    memory.setUint32(entry, textAt, true);
    memory.setUint32(entry + 4, text.length, true);
    if (isShort) {
      memory.setUint16(places.shorts + shorts * 2, number, true);
      shorts += 1;
      wasm.useShorts(places.shorts, shorts);
      return number;
    }
    const found = blocksOf(textAt, text.length);
    const end = bestWindow(found);
    const last = end - blockLength + 1;
    const block = found[last] ?? 0;
    memory.setUint16(entry + 8, end, true);
    memory.setUint16(entry + 10, memory.getUint16(places.chains + block * 2, true), true);
    memory.setUint16(places.chains + block * 2, number, true);
    chainLengths[block] = (chainLengths[block] ?? 0) + 1;
    for (let at = end - windowLength + 1; at <= last; at += 1) {
      const shiftAt = places.shifts + (found[at] ?? 0);
      memory.setUint8(shiftAt, Math.min(memory.getUint8(shiftAt), last - at));
    }
    return number;
  };

  return {
    found(from, count) {
      const hits = new Uint16Array(wasm.memory.buffer, places.hits + from * 2, count);
      return Array.from(hits, (number) => texts[number] ?? '');
    },
    want(bucket, literals, isToldAnyway) {
      const wanted = Array.from(literals, add);
      new Uint8Array(wasm.memory.buffer)[places.anyway + bucket] = isToldAnyway ? 1 : 0;
      const bits = new Uint8Array(wasm.memory.buffer, places.wanted + bucket * wantedBytes, wantedBytes).fill(0);
      for (const number of wanted) {
        if (number === null) return false;
        bits[number >> 3] = (bits[number >> 3] ?? 0) | (1 << (number & 7));
      }
      return true;
    },
  };
}

function countBlocks(wasm: ScanExports, scratch: number, sample: Uint8Array): Uint32Array {
  const counts = new Uint32Array(blocks);
  const bytes = new Uint8Array(wasm.memory.buffer);
  for (let at = 0; at + 4 <= sample.length; at += 1) {
    for (let letter = 0; letter < 4; letter += 1) {
      const code = sample[at + letter] ?? 0;
      bytes[scratch + letter] = code >= 65 && code < 91 ? code + 32 : code;
    }
    const block = wasm.block(scratch);
    counts[block] = (counts[block] ?? 0) + 1;
  }
  return counts;
}
