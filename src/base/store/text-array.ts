import { sql, type SQL } from 'drizzle-orm';

const textType = 25;
const headerBytes = 20;
const lengthBytes = 4;

/**
 * Many texts as one parameter, `text[]`, in PostgreSQL's binary form: written as an array literal, thousands of texts would be quoted here and
 * taken apart again there, which takes longer than storing them. `src/backend/utils/adt/arrayfuncs.c` of PostgreSQL says what the form is.
 */
export function textArray(values: readonly (string | null)[]): SQL {
  return sql`${sql.param(binaryOf(values))}::text[]`;
}

function binaryOf(values: readonly (string | null)[]): Buffer {
  const out = Buffer.allocUnsafe(values.reduce((size, value) => size + lengthBytes + (value === null ? 0 : Buffer.byteLength(value)), headerBytes));
  // Its dimensions, whether there are nulls, the type of the elements, how many there are and from which number on they are counted.
  [1, values.includes(null) ? 1 : 0, textType, values.length, 1].forEach((number, place) => out.writeInt32BE(number, place * 4));
  let at = headerBytes;
  for (const value of values) {
    const length = value === null ? 0 : out.write(value, at + lengthBytes);
    out.writeInt32BE(value === null ? -1 : length, at);
    at += lengthBytes + length;
  }
  return out;
}
