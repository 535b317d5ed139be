import { bitWidthOf, packLevels, repeatLevel } from './pack-levels.ts';
import { plainTexts } from './plain-texts.ts';

/** One column of a file: what kind of values it has and how a row gives its value. */
export type ParquetColumn<Row> =
  | { readonly name: string; readonly kind: 'time'; /** Milliseconds since 1970. */ readonly read: (row: Row) => number }
  | { readonly name: string; readonly kind: 'flag'; readonly read: (row: Row) => boolean | null }
  /** A text that repeats from row to row: kept once, with a number per row. */
  | { readonly name: string; readonly kind: 'name'; readonly read: (row: Row) => string | null }
  | { readonly name: string; readonly kind: 'names'; readonly read: (row: Row) => readonly string[] }
  /** A text of its own in every row; bytes are UTF-8. */
  | { readonly name: string; readonly kind: 'text'; readonly read: (row: Row) => string | Uint8Array };

export interface EncodedColumn {
  readonly valueCount: number;
  readonly nullCount: number;
  readonly dictionary: { readonly count: number; readonly body: Buffer } | undefined;
  readonly data: Buffer;
  readonly least: Uint8Array | undefined;
  readonly greatest: Uint8Array | undefined;
}

/**
 * The values of one row group, not yet compressed: https://parquet.apache.org/docs/file-format/data-pages/
 * Millions of values go through these loops, so they count by index and allocate nothing per value.
 */
export function encodeColumn<Row>(column: ParquetColumn<Row>, rows: readonly Row[]): EncodedColumn {
  switch (column.kind) {
    case 'time':
      return encodeTimes(column.read, rows);
    case 'flag':
      return encodeFlags(column.read, rows);
    case 'text':
      return { ...plain, valueCount: rows.length, data: plainTexts(rows.map(column.read)) };
    case 'name':
      return encodeNames(column.read, rows);
    case 'names':
      return encodeLists(rows.map(column.read));
  }
}

const plain = { nullCount: 0, dictionary: undefined, least: undefined, greatest: undefined };

function encodeTimes<Row>(read: (row: Row) => number, rows: readonly Row[]): EncodedColumn {
  const data = Buffer.allocUnsafe(rows.length * 8);
  let least = Infinity;
  let greatest = -Infinity;
  let at = 0;
  for (const row of rows) {
    const ms = read(row);
    writeMicros(data, ms, at);
    at += 8;
    if (ms < least) least = ms;
    if (ms > greatest) greatest = ms;
  }
  return { ...plain, valueCount: rows.length, data, least: micros(least), greatest: micros(greatest) };
}

function micros(ms: number): Buffer {
  const out = Buffer.allocUnsafe(8);
  writeMicros(out, ms, 0);
  return out;
}

/** Microseconds as a 64-bit integer, without a BigInt for each. */
function writeMicros(out: Buffer, ms: number, at: number): void {
  const value = ms * 1_000;
  const high = Math.floor(value / 0x1_0000_0000);
  out.writeUInt32LE(value - high * 0x1_0000_0000, at);
  out.writeInt32LE(high, at + 4);
}

function encodeFlags<Row>(read: (row: Row) => boolean | null, rows: readonly Row[]): EncodedColumn {
  const present = new Uint32Array(rows.length);
  const bits = Buffer.alloc(Math.ceil(rows.length / 8));
  let at = 0;
  let count = 0;
  for (const row of rows) {
    const flag = read(row);
    if (flag !== null) {
      present[at] = 1;
      if (flag) bits[count >> 3] = (bits[count >> 3] ?? 0) | (1 << (count & 7));
      count += 1;
    }
    at += 1;
  }
  return { ...plain, valueCount: rows.length, nullCount: rows.length - count, data: Buffer.concat([sized(packPresence(present, count)), bits.subarray(0, Math.ceil(count / 8))]) };
}

function encodeNames<Row>(read: (row: Row) => string | null, rows: readonly Row[]): EncodedColumn {
  const present = new Uint32Array(rows.length);
  const codes = new Uint32Array(rows.length);
  const dictionary = new Map<string, number>();
  let at = 0;
  let count = 0;
  let last: string | undefined;
  let code = 0;
  for (const row of rows) {
    const name = read(row);
    if (name !== null) {
      present[at] = 1;
      if (name !== last) code = codeOf(dictionary, name);
      last = name;
      codes[count] = code;
      count += 1;
    }
    at += 1;
  }
  return withDictionary(dictionary, { valueCount: rows.length, nullCount: rows.length - count, levels: sized(packPresence(present, count)), codes: codes.subarray(0, count) });
}

/** A list that is empty has one place without a value; what follows the first element of a list repeats. */
function encodeLists(lists: readonly (readonly string[])[]): EncodedColumn {
  let places = 0;
  for (const list of lists) places += Math.max(1, list.length);
  const repeats = new Uint32Array(places);
  const present = new Uint32Array(places);
  const codes = new Uint32Array(places);
  const dictionary = new Map<string, number>();
  let place = 0;
  let count = 0;
  for (const list of lists) {
    const first = place;
    for (const name of list) {
      repeats[place] = place === first ? 0 : 1;
      present[place] = 1;
      codes[count] = codeOf(dictionary, name);
      place += 1;
      count += 1;
    }
    if (list.length === 0) place += 1;
  }
  const levels = Buffer.concat([sized(packLevels(repeats, 1)), sized(packPresence(present, count))]);
  return withDictionary(dictionary, { valueCount: places, nullCount: places - count, levels, codes: codes.subarray(0, count) });
}

/** Mostly all are there or none is, which needs no look at each. */
function packPresence(present: Uint32Array, count: number): Buffer {
  return count === 0 || count === present.length ? repeatLevel(count === 0 ? 0 : 1, present.length) : packLevels(present, 1);
}

function codeOf(dictionary: Map<string, number>, name: string): number {
  const known = dictionary.get(name);
  if (known !== undefined) return known;
  const code = dictionary.size;
  dictionary.set(name, code);
  return code;
}

interface Coded {
  readonly valueCount: number;
  readonly nullCount: number;
  readonly levels: Buffer;
  readonly codes: Uint32Array;
}

/** Longer ones would cost more in the footer than they save. */
const longestBound = 64;

function withDictionary(dictionary: ReadonlyMap<string, number>, { valueCount, nullCount, levels, codes }: Coded): EncodedColumn {
  const names = [...dictionary.keys()];
  const bitWidth = bitWidthOf(Math.max(0, names.length - 1));
  const { least, greatest } = boundsOf(names);
  return {
    valueCount,
    nullCount,
    dictionary: { count: names.length, body: plainTexts(names) },
    data: Buffer.concat([levels, Buffer.from([bitWidth]), packLevels(codes, bitWidth)]),
    least,
    greatest,
  };
}

/** Texts are compared as their bytes are, which their characters agree with but beyond U+D7FF. */
function boundsOf(names: readonly string[]): { least: Buffer | undefined; greatest: Buffer | undefined } {
  let [least = '', greatest = ''] = [names[0], names[0]];
  for (const name of names) {
    if (name < least) least = name;
    if (name > greatest) greatest = name;
  }
  const bounds = names.length > 0 && !names.some(hasStrange) ? [Buffer.from(least), Buffer.from(greatest)] : [];
  const isShort = bounds.every((bound) => bound.length <= longestBound);
  return isShort ? { least: bounds[0], greatest: bounds[1] } : { least: undefined, greatest: undefined };
}

function hasStrange(name: string): boolean {
  return /[\ud800-\uffff]/.test(name);
}

function sized(levels: Buffer): Buffer {
  const size = Buffer.allocUnsafe(4);
  size.writeUInt32LE(levels.length);
  return Buffer.concat([size, levels]);
}
