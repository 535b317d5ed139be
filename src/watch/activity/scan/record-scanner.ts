import { readFileSync } from 'node:fs';
import type { Bucket, Candidate, RuleIndex } from '../sigma/index-rules.ts';
import { mostBuckets, openLiterals, takeLiteralPlaces, type LiteralPlaces } from './literal-table.ts';

/** A record in the bytes of a file, found without parsing it. */
export interface FoundRecord {
  readonly bytes: Buffer;
  /** What to ask of it; null when its names could not be read, so that everything must be asked. */
  readonly candidates: readonly Candidate[] | null;
}

/** Finds the records in a text that comes piece by piece. */
export interface RecordScanner {
  /** Tells of every record that may match, or, told so at the start, of every record. */
  feed(piece: Uint8Array, onRecord: (record: FoundRecord) => void): void;
  /** Says that the text has ended. Returns what was left over: the bytes of a record that is not whole. */
  end(onRecord: (record: FoundRecord) => void): Buffer;
  /** Records seen since the text began. */
  readonly records: number;
  /** Gets ready for another text. */
  restart(): void;
}

const page = 65_536;
const pairSlots = 16_384;
const entryBytes = 36;
const mostRecordsAtOnce = 8_192;
const firstInputBytes = 4 * 1_048_576;
const readBeyond = 128;
/** The beginning of the input shows which letters are frequent. */
const mostSampled = 262_144;
const [unknown, parse, skip] = [-1, -2, -3];
/** As the scanner says that it cannot tell which literals a record holds. */
const anyLiteral = 0xffff_ffff;

export interface ScanExports {
  readonly memory: WebAssembly.Memory;
  configure(pairs: number, mask: number, out: number, capacity: number): void;
  useLiterals(shifts: number, chains: number, literals: number, wanted: number, bytes: number, folded: number): void;
  useHits(hits: number, capacity: number, anyway: number): void;
  useShorts(shorts: number, count: number): void;
  begin(all: number): void;
  seen(): number;
  safe(): number;
  scan(from: number, to: number): number;
  learn(nameFrom: number, nameTo: number, sourceFrom: number, sourceTo: number, verdict: number): number;
  block(at: number): number;
}

let compiled: WebAssembly.Module | null = null;

/** Guarantee: the module is compiled from scan-records.as beside this file, which exports exactly these; a golden compares the two. */
function instantiate(): ScanExports {
  compiled ??= new WebAssembly.Module(Buffer.from(readFileSync(new URL('scan-records.wasm.base64', import.meta.url), 'latin1'), 'base64'));
  return new WebAssembly.Instance(compiled, {}).exports as unknown as ScanExports;
}

export function openScanner(index: RuleIndex, { tellAll = false }: { tellAll?: boolean } = {}): RecordScanner {
  const wasm = instantiate();
  const places = layOut();
  grow(wasm.memory, places.input + firstInputBytes + readBeyond);
  wasm.configure(places.pairs, pairSlots - 1, places.out, mostRecordsAtOnce);
  const verdicts = openVerdicts(wasm, index, places);
  let inputBytes = firstInputBytes;
  let filled = 0;
  wasm.begin(tellAll ? 1 : 0);

  const roomFor = (bytes: number) => {
    while (filled + bytes > inputBytes) inputBytes *= 2;
    grow(wasm.memory, places.input + inputBytes + readBeyond);
  };
  const drain = (onRecord: (record: FoundRecord) => void) => {
    let from = places.input;
    const to = places.input + filled;
    new Uint8Array(wasm.memory.buffer, to, readBeyond).fill(0);
    for (;;) {
      const count = wasm.scan(from, to);
      verdicts.tell(count, tellAll, onRecord);
      from = wasm.safe();
      if (count < mostRecordsAtOnce) break;
    }
    const left = to - from;
    new Uint8Array(wasm.memory.buffer).copyWithin(places.input, from, to);
    filled = left;
  };

  return {
    feed(piece, onRecord) {
      roomFor(piece.length);
      new Uint8Array(wasm.memory.buffer, places.input + filled).set(piece);
      filled += piece.length;
      drain(onRecord);
    },
    end(onRecord) {
      drain(onRecord);
      const left = Buffer.from(new Uint8Array(wasm.memory.buffer, places.input, filled));
      filled = 0;
      return left;
    },
    get records() {
      return wasm.seen();
    },
    restart() {
      filled = 0;
      wasm.begin(tellAll ? 1 : 0);
    },
  };
}

interface Places extends LiteralPlaces {
  readonly pairs: number;
  readonly out: number;
  readonly input: number;
}

function layOut(): Places {
  let at = page;
  const take = (bytes: number) => {
    const start = at;
    at += Math.ceil(bytes / 64) * 64;
    return start;
  };
  return {
    pairs: take(pairSlots * 16),
    ...takeLiteralPlaces(take),
    out: take(mostRecordsAtOnce * entryBytes),
    input: take(0),
  };
}

function grow(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / page));
}

/** Which bucket a pair of source and name has, as the scanner asks for them one after the other. */
function openVerdicts(wasm: ScanExports, index: RuleIndex, places: Places) {
  const buckets: Bucket[] = [];
  const literals = openLiterals(wasm, places, () => new Uint8Array(wasm.memory.buffer, places.input, mostSampled));
  const verdictOf = (bucket: Bucket): number => {
    if (bucket.candidates.length === 0) return skip;
    if (buckets.length === mostBuckets || !literals.want(buckets.length, bucket.byLiteral.keys(), bucket.anyway.length > 0)) return parse;
    buckets.push(bucket);
    return buckets.length - 1;
  };
  const candidatesOf = (bucket: Bucket, from: number, count: number): readonly Candidate[] => {
    if (count === anyLiteral) return bucket.candidates;
    if (count === 0) return bucket.anyway;
    const [literal = '', ...others] = literals.found(from, count);
    const one = bucket.byLiteral.get(literal) ?? [];
    if (others.length === 0 && bucket.anyway.length === 0) return one;
    return [...new Set([...bucket.anyway, ...one, ...others.flatMap((other) => bucket.byLiteral.get(other) ?? [])])];
  };

  return {
    tell(count: number, tellAll: boolean, onRecord: (record: FoundRecord) => void): void {
      const entries = new Uint32Array(wasm.memory.buffer, places.out, (count * entryBytes) / 4);
      const bytes = Buffer.from(wasm.memory.buffer);
      for (let at = 0; at < entries.length; at += entryBytes / 4) {
        const word = (index: number) => entries[at + index] ?? 0;
        const record = bytes.subarray(word(0), word(1));
        const verdict = word(2) | 0;
        if (word(4) === 0 || word(6) === 0) onRecord({ bytes: record, candidates: null });
        else if (verdict === skip) onRecord({ bytes: record, candidates: [] });
        else if (verdict >= 0) onRecord({ bytes: record, candidates: candidatesOf(buckets[verdict] ?? nothingToAsk, word(7), word(8)) });
        else {
          const bucket = index.bucket(readString(bytes, word(5), word(6)), readString(bytes, word(3), word(4)));
          if (verdict === unknown) wasm.learn(word(3), word(4), word(5), word(6), verdictOf(bucket));
          if (tellAll || bucket.candidates.length > 0) onRecord({ bytes: record, candidates: bucket.candidates });
        }
      }
    },
  };
}

const nothingToAsk: Bucket = { candidates: [], anyway: [], byLiteral: new Map() };

/** A string of JSON as it stands between its quotes. */
function readString(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  if (!text.includes('\\')) return text;
  try {
    return String(JSON.parse(`"${text}"`));
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
