// AssemblyScript: finds the records of a CloudTrail file in its bytes, 64 at a time, without parsing them.
// `npm run goldens` compiles it to scan-records.wasm.base64 beside it; record-scanner.ts is its host.

const ODD_BITS: u64 = 0xaaaaaaaaaaaaaaaa;
const HASH_SEED: u64 = 0xcbf29ce484222325;
const HASH_PRIME: u64 = 0x100000001b3;

/** What a pair of event source and name calls for; below these, the number of a bucket with literals. */
const UNKNOWN: i32 = -1;
const PARSE: i32 = -2;
const SKIP: i32 = -3;

/** Which value the key just read announces. */
const NOTHING: i32 = 0;
const NAME: i32 = 1;
const SOURCE: i32 = 2;
const RECORDS: i32 = 3;

/** Which literals a record holds was not looked for, or could not be said. */
const ANY: u32 = 0xffffffff;

/** Deeper than any text goes. */
const NEVER: i32 = 0x7fffffff;

// Where things lie in memory; the host decides.
let pairsAt: usize = 0;
let pairsMask: u32 = 0;
let shiftsAt: usize = 0;
let chainsAt: usize = 0;
let literalsAt: usize = 0;
let wantedAt: usize = 0;
let wantedBytes: usize = 0;
let shortsAt: usize = 0;
let shortCount: u32 = 0;
let foldedAt: usize = 0;
let anywayAt: usize = 0;
let hitsAt: usize = 0;
let hitCapacity: u32 = 0;
let hitCount: u32 = 0;
let outAt: usize = 0;
let outCapacity: u32 = 0;

export function configure(pairs: usize, mask: u32, out: usize, capacity: u32): void {
  pairsAt = pairs;
  pairsMask = mask;
  outAt = out;
  outCapacity = capacity;
}

export function useLiterals(shifts: usize, chains: usize, literals: usize, wanted: usize, bytes: usize, folded: usize): void {
  shiftsAt = shifts;
  chainsAt = chains;
  literalsAt = literals;
  wantedAt = wanted;
  wantedBytes = bytes;
  foldedAt = folded;
}

/** Where hits are written down, and per bucket whether its records are told of even without any. */
export function useHits(hits: usize, capacity: u32, anyway: usize): void {
  hitsAt = hits;
  hitCapacity = capacity;
  anywayAt = anyway;
}

/** Literals that are shorter than a window. */
export function useShorts(shorts: usize, count: u32): void {
  shortsAt = shorts;
  shortCount = count;
}

// Where the text stands between records: the depth there, and the depth inside a record.
let depth: i32 = 0;
let recordDepth: i32 = 1;
let inContainer: bool = false;
/** 1: tell of every record, 0: only of those that may match. */
let tellAll: i32 = 0;
/** Begins at 1: 0 is no record. */
let recordCount: u32 = 0;
let countedBefore: u32 = 0;
let outCount: u32 = 0;
let safeAt: usize = 0;

export function begin(all: i32): void {
  depth = 0;
  recordDepth = 1;
  inContainer = false;
  tellAll = all;
  countedBefore = recordCount;
}

/** Records seen since `begin`, told of or not. */
export function seen(): u32 {
  return recordCount - countedBefore;
}

/** How far the last scan came: the next one begins there. */
export function safe(): usize {
  return safeAt;
}

/** Whether the text ended between values: 0 is a whole text. */
export function openDepth(): i32 {
  return depth;
}

// Of the record being read.
let unitStart: usize = 0;
let nameStart: usize = 0;
let nameEnd: usize = 0;
let sourceStart: usize = 0;
let sourceEnd: usize = 0;
let escapes: bool = false;

/** Scans [from, to) and returns how many records are told of. Stops early when there is room for no more. 64 bytes beyond `to` must be readable. */
export function scan(from: usize, to: usize): u32 {
  outCount = 0;
  hitCount = 0;
  safeAt = from;
  let inRecord = false;
  let expecting = NOTHING;
  let stringStart: usize = 0;
  let stringCarry: u64 = 0;
  let escapeCarry: u64 = 0;
  let entryDepth = depth;
  let entryContainer = inContainer;
  let entryRecordDepth = recordDepth;

  for (let p = from; p < to; p += 64) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);

    const backslash = i8x16.splat(0x5c);
    const slashes = maskOf(i8x16.eq(a, backslash), i8x16.eq(b, backslash), i8x16.eq(c, backslash), i8x16.eq(d, backslash));
    let escaped: u64;
    if (slashes == 0) {
      escaped = escapeCarry;
      escapeCarry = 0;
    } else {
      const potential = slashes & ~escapeCarry;
      const terminals = (((potential << 1) | ODD_BITS) - potential) ^ ODD_BITS;
      escaped = terminals ^ (slashes | escapeCarry);
      escapeCarry = (terminals & slashes) >> 63;
      if (inRecord && !escapes) escapes = hasOddEscape(p, slashes);
    }

    const quote = i8x16.splat(0x22);
    let quotes = maskOf(i8x16.eq(a, quote), i8x16.eq(b, quote), i8x16.eq(c, quote), i8x16.eq(d, quote)) & ~escaped;
    const strings = prefixXor(quotes) ^ stringCarry;
    stringCarry = <u64>(<i64>strings >> 63);

    const bit = i8x16.splat(0x20);
    const opening = i8x16.splat(0x7b);
    const closing = i8x16.splat(0x7d);
    const fa = v128.or(a, bit);
    const fb = v128.or(b, bit);
    const fc = v128.or(c, bit);
    const fd = v128.or(d, bit);
    let opens = maskOf(i8x16.eq(fa, opening), i8x16.eq(fb, opening), i8x16.eq(fc, opening), i8x16.eq(fd, opening)) & ~strings;
    let closes = maskOf(i8x16.eq(fa, closing), i8x16.eq(fb, closing), i8x16.eq(fc, closing), i8x16.eq(fd, closing)) & ~strings;
    if (to - p < 64) {
      const within = (<u64>1 << <u64>(to - p)) - 1;
      opens &= within;
      closes &= within;
      quotes &= within;
    }

    const braces = opens | closes;
    let left: u64 = ~(<u64>0);
    while (true) {
      const marks = (depth > recordDepth ? braces : braces | quotes) & left;
      if (marks == 0) break;
      const at = ctz(marks);
      left = at == 63 ? 0 : ~(<u64>0) << (at + 1);
      const flag = <u64>1 << at;
      const position = p + <usize>at;

      if (quotes & flag) {
        if (depth != recordDepth) continue;
        if (strings & flag) {
          stringStart = position + 1;
        } else if (isKey(position + 1, to)) {
          expecting = keyKind(stringStart, position);
        } else if (expecting == NAME) {
          nameStart = stringStart;
          nameEnd = position;
          expecting = NOTHING;
        } else if (expecting == SOURCE) {
          sourceStart = stringStart;
          sourceEnd = position;
          expecting = NOTHING;
        }
      } else if (opens & flag) {
        depth++;
        if (depth == recordDepth) {
          if (!inContainer && recordDepth == 1 && load<u8>(position) == 0x5b) {
            // A list of records.
            recordDepth = 2;
            inContainer = true;
            safeAt = position + 1;
            entryDepth = 1;
            entryContainer = true;
            entryRecordDepth = 2;
          } else {
            inRecord = true;
            unitStart = position;
            nameEnd = 0;
            sourceEnd = 0;
            nameStart = 0;
            sourceStart = 0;
            expecting = NOTHING;
            escapes = hasOddEscape(p, slashes);
          }
        } else if (depth == 2 && recordDepth == 1 && expecting == RECORDS && load<u8>(position) == 0x5b) {
          // {"Records": [ … ]}
          recordDepth = 3;
          inContainer = true;
          inRecord = false;
          expecting = NOTHING;
          safeAt = position + 1;
          entryDepth = 2;
          entryContainer = true;
          entryRecordDepth = 3;
        }
      } else {
        if (inRecord && depth == recordDepth) {
          inRecord = false;
          tell(position + 1);
          safeAt = position + 1;
          depth--;
          if (outCount == outCapacity) return outCount;
          continue;
        }
        depth--;
        if (depth < 0) depth = 0;
        if (inContainer && depth == 0) {
          recordDepth = 1;
          inContainer = false;
        } else if (inContainer && depth < recordDepth - 1) {
          // The list is over; what follows in its object is no record.
          recordDepth = NEVER;
        }
        if (!inRecord) {
          safeAt = position + 1;
          entryDepth = depth;
          entryContainer = inContainer;
          entryRecordDepth = recordDepth;
        }
      }
    }
  }
  if (inRecord) {
    // The record goes on beyond: the next scan begins with it again.
    safeAt = unitStart;
    depth = recordDepth - 1;
  } else if (stringCarry != 0 || depth != entryDepth) {
    depth = entryDepth;
    inContainer = entryContainer;
    recordDepth = entryRecordDepth;
  } else {
    safeAt = to;
  }
  return outCount;
}

// @ts-ignore: decorator
@inline
function maskOf(a: v128, b: v128, c: v128, d: v128): u64 {
  return <u64>i8x16.bitmask(a) | (<u64>i8x16.bitmask(b) << 16) | (<u64>i8x16.bitmask(c) << 32) | (<u64>i8x16.bitmask(d) << 48);
}

// @ts-ignore: decorator
@inline
function prefixXor(bits: u64): u64 {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  bits ^= bits << 32;
  return bits;
}

/** An escape that can hide a letter of a literal: \u0041 or \/. */
function hasOddEscape(p: usize, slashes: u64): bool {
  while (slashes != 0) {
    const at = <usize>ctz(slashes);
    const next = load<u8>(p + at + 1);
    if (next == 0x75 || next == 0x2f) return true;
    slashes &= slashes - 1;
  }
  return false;
}

function isKey(at: usize, to: usize): bool {
  while (at < to) {
    const char = load<u8>(at);
    if (char == 0x3a) return true;
    if (char > 0x20) return false;
    at++;
  }
  return false;
}

function keyKind(start: usize, end: usize): i32 {
  const length = end - start;
  // eventNam-e, eventSou-rce, Records, Events
  if (length == 9) return load<u64>(start) == 0x6d614e746e657665 && load<u8>(start, 8) == 0x65 ? NAME : NOTHING;
  if (length == 11) return load<u64>(start) == 0x756f53746e657665 && load<u16>(start, 8) == 0x6372 && load<u8>(start, 10) == 0x65 ? SOURCE : NOTHING;
  if (length == 7) return load<u32>(start) == 0x6f636552 && (load<u32>(start, 3) == 0x7364726f) ? RECORDS : NOTHING;
  if (length == 6) return load<u32>(start) == 0x6e657645 && load<u16>(start, 4) == 0x7374 ? RECORDS : NOTHING;
  return NOTHING;
}

function tell(end: usize): void {
  recordCount++;
  let verdict = PARSE;
  let hits: u32 = ANY;
  const hitsFrom = hitCount;
  if (nameEnd != 0 && sourceEnd != 0) {
    verdict = lookUp(hashPair());
    if (verdict >= 0 && !escapes) {
      hits = collectHits(unitStart, end, verdict);
      if (hits == 0 && !load<u8>(anywayAt + <usize>verdict)) verdict = SKIP;
    }
  }
  if (verdict == SKIP && !tellAll) return;
  const entry = outAt + <usize>outCount * 36;
  store<u32>(entry, hitsFrom, 28);
  store<u32>(entry, hits, 32);
  store<u32>(entry, <u32>unitStart);
  store<u32>(entry, <u32>end, 4);
  store<i32>(entry, verdict, 8);
  store<u32>(entry, <u32>nameStart, 12);
  store<u32>(entry, <u32>nameEnd, 16);
  store<u32>(entry, <u32>sourceStart, 20);
  store<u32>(entry, <u32>sourceEnd, 24);
  outCount++;
}

function hashPair(): u64 {
  let hash = HASH_SEED;
  for (let at = nameStart; at < nameEnd; at++) hash = (hash ^ <u64>load<u8>(at)) * HASH_PRIME;
  hash = (hash ^ 0xff) * HASH_PRIME;
  for (let at = sourceStart; at < sourceEnd; at++) hash = (hash ^ <u64>load<u8>(at)) * HASH_PRIME;
  return hash == 0 ? 1 : hash;
}

/** Open addressing: 8 bytes of hash, 4 of verdict, 4 spare. An empty place has the hash 0. */
function lookUp(hash: u64): i32 {
  let at = <u32>(hash ^ (hash >> 32)) & pairsMask;
  while (true) {
    const entry = pairsAt + (<usize>at << 4);
    const found = load<u64>(entry);
    if (found == hash) return load<i32>(entry, 8);
    if (found == 0) return UNKNOWN;
    at = (at + 1) & pairsMask;
  }
}

/** Remembers what the pair whose name and source lie there calls for. Returns 0 when the table is full. */
export function learn(nameFrom: usize, nameTo: usize, sourceFrom: usize, sourceTo: usize, verdict: i32): i32 {
  nameStart = nameFrom;
  nameEnd = nameTo;
  sourceStart = sourceFrom;
  sourceEnd = sourceTo;
  const hash = hashPair();
  let at = <u32>(hash ^ (hash >> 32)) & pairsMask;
  for (let tries: u32 = 0; tries < pairsMask; tries++) {
    const entry = pairsAt + (<usize>at << 4);
    const found = load<u64>(entry);
    if (found == 0 || found == hash) {
      store<u64>(entry, hash);
      store<i32>(entry, verdict, 8);
      return 1;
    }
    at = (at + 1) & pairsMask;
  }
  return 0;
}

/** Wu and Manber over windows of six letters: their last three say how far the window may move. */
const WINDOW: usize = 6;
const MOST_FOLDED: usize = 65536;

// @ts-ignore: decorator
@inline
function foldWide(text: v128): v128 {
  const isCapital = i8x16.lt_u(i8x16.sub(text, i8x16.splat(65)), i8x16.splat(26));
  return v128.or(text, v128.and(isCapital, i8x16.splat(32)));
}

/** Writes down which of the bucket's literals the record holds, whatever their case, and returns how many; ANY when that cannot be said. */
function collectHits(from: usize, to: usize, bucket: i32): u32 {
  const length = to - from;
  if (length > MOST_FOLDED) return ANY;
  for (let at: usize = 0; at < length; at += 16) v128.store(foldedAt + at, foldWide(v128.load(from + at)));
  const end = foldedAt + length;
  memory.fill(end, 0x01, 32);
  const wanted = wantedAt + <usize>bucket * wantedBytes;
  const first = hitCount;

  // Four cursors at once: one would spend its time waiting for memory.
  const quarter = length >> 2;
  let a = foldedAt + WINDOW - 1;
  let b = a + quarter;
  let c = b + quarter;
  let d = c + quarter;
  const endA = b;
  const endB = c;
  const endC = d;
  while (a < endA && b < endB && c < endC && d < end) {
    const shiftA = <usize>load<u8>(shiftsAt + blockOf(a - 2));
    const shiftB = <usize>load<u8>(shiftsAt + blockOf(b - 2));
    const shiftC = <usize>load<u8>(shiftsAt + blockOf(c - 2));
    const shiftD = <usize>load<u8>(shiftsAt + blockOf(d - 2));
    if (shiftA == 0) probe(a, end, wanted);
    if (shiftB == 0) probe(b, end, wanted);
    if (shiftC == 0) probe(c, end, wanted);
    if (shiftD == 0) probe(d, end, wanted);
    a += shiftA + <usize>(shiftA == 0);
    b += shiftB + <usize>(shiftB == 0);
    c += shiftC + <usize>(shiftC == 0);
    d += shiftD + <usize>(shiftD == 0);
  }
  walk(a, endA, end, wanted);
  walk(b, endB, end, wanted);
  walk(c, endC, end, wanted);
  walk(d, end, end, wanted);
  if (hitCount == hitCapacity) return ANY;

  for (let short: u32 = 0; short < shortCount; short++) {
    const literal = <u32>load<u16>(shortsAt + (<usize>short << 1));
    const entry = literalsAt + (<usize>literal << 4);
    if (isAwaited(wanted, literal, entry) && holdsShort(end, entry)) {
      if (hitCount == hitCapacity) return ANY;
      hit(literal, entry);
    }
  }
  return hitCount - first;
}

function walk(from: usize, to: usize, end: usize, wanted: usize): void {
  for (let at = from; at < to; ) {
    const shift = <usize>load<u8>(shiftsAt + blockOf(at - 2));
    if (shift == 0) probe(at, end, wanted);
    at += shift + <usize>(shift == 0);
  }
}

/** Writes down the literals whose window ends here. */
function probe(at: usize, end: usize, wanted: usize): void {
  let literal = <u32>load<u16>(chainsAt + (blockOf(at - 2) << 1));
  while (literal != 0) {
    const entry = literalsAt + (<usize>literal << 4);
    if (isAwaited(wanted, literal, entry)) {
      const start = at - <usize>load<u16>(entry, 8);
      if (start >= foldedAt && equals(start, end, entry) && hitCount < hitCapacity) hit(literal, entry);
    }
    literal = <u32>load<u16>(entry, 10);
  }
}

/** Each literal counts once in a record: its entry keeps the number of the last record that it was found in. */
// @ts-ignore: decorator
@inline
function hit(literal: u32, entry: usize): void {
  store<u16>(hitsAt + (<usize>hitCount << 1), <u16>literal);
  store<u32>(entry, recordCount, 12);
  hitCount++;
}

// @ts-ignore: decorator
@inline
function isAwaited(wanted: usize, literal: u32, entry: usize): bool {
  return isWanted(wanted, literal) && load<u32>(entry, 12) != recordCount;
}

/** Looks for the first and the last letter at once, sixteen places at a time. */
function holdsShort(end: usize, entry: usize): bool {
  const text = <usize>load<u32>(entry);
  const last = <usize>load<u32>(entry, 4) - 1;
  const firstLetter = i8x16.splat(load<i8>(text));
  const lastLetter = i8x16.splat(load<i8>(text + last));
  for (let at = foldedAt; at + last < end; at += 16) {
    const both = v128.and(i8x16.eq(v128.load(at), firstLetter), i8x16.eq(v128.load(at + last), lastLetter));
    let places = i8x16.bitmask(both);
    while (places != 0) {
      if (equals(at + <usize>ctz(places), end, entry)) return true;
      places &= places - 1;
    }
  }
  return false;
}

// @ts-ignore: decorator
@inline
function isWanted(wanted: usize, literal: u32): bool {
  return (load<u8>(wanted + (<usize>literal >> 3)) & (1 << (literal & 7))) != 0;
}

// @ts-ignore: decorator
@inline
function blockOf(at: usize): usize {
  return <usize>(((load<u32>(at) & 0xffffff) * 0x9e3779b1) >>> 17);
}

/** The block of three letters as the tables know it: for the host, which fills them. */
export function block(at: usize): u32 {
  return <u32>blockOf(at);
}

/** A literal's entry: 4 bytes of address, 4 of length, 2 of where its window ends, 2 of the next literal with its block, 4 of the last record that held it. */
function equals(start: usize, end: usize, entry: usize): bool {
  const text = <usize>load<u32>(entry);
  const length = <usize>load<u32>(entry, 4);
  if (start + length > end) return false;
  for (let at: usize = 0; at < length; at++) {
    if (load<u8>(start + at) != load<u8>(text + at)) return false;
  }
  return true;
}
