/**
 * Small numbers in Parquet's RLE and bit-packed hybrid: one run when all are the same, bits otherwise.
 * https://parquet.apache.org/docs/file-format/data-pages/encodings/
 */
export function packLevels(levels: Uint32Array, bitWidth: number): Buffer {
  const [first] = levels;
  if (first === undefined) return Buffer.alloc(0);
  return isAll(levels, first) ? repeatLevel(first, levels.length, bitWidth) : packed(levels, bitWidth);
}

function isAll(levels: Uint32Array, value: number): boolean {
  for (let at = 0; at < levels.length; at += 1) if (levels[at] !== value) return false;
  return true;
}

/** How many bits the numbers up to this one need. */
export function bitWidthOf(largest: number): number {
  return Math.max(1, 32 - Math.clz32(largest));
}

/** One number so many times. */
export function repeatLevel(value: number, count: number, bitWidth = 1): Buffer {
  const bytes = Array.from({ length: Math.ceil(bitWidth / 8) }, (_, at) => (value >> (8 * at)) & 0xff);
  return Buffer.from([...varint(count * 2), ...bytes]);
}

function packed(levels: Uint32Array, bitWidth: number): Buffer {
  const groups = Math.ceil(levels.length / 8);
  const header = varint(groups * 2 + 1);
  const out = Buffer.alloc(header.length + groups * bitWidth);
  out.set(header);
  let at = header.length;
  let bits = 0;
  let held = 0;
  for (let place = 0; place < levels.length; place += 1) {
    bits |= (levels[place] ?? 0) << held;
    held += bitWidth;
    while (held >= 8) {
      out[at] = bits & 0xff;
      at += 1;
      bits >>>= 8;
      held -= 8;
    }
  }
  if (held > 0) out[at] = bits & 0xff;
  return out;
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  return [...bytes, rest];
}
