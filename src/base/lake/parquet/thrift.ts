/** What a thrift struct is made of: the numbered fields of the Parquet format's own definitions. */
export type ThriftField =
  | { readonly id: number; readonly i32: number }
  | { readonly id: number; readonly i64: number }
  | { readonly id: number; readonly flag: boolean }
  | { readonly id: number; readonly text: string }
  | { readonly id: number; readonly bytes: Uint8Array }
  | { readonly id: number; readonly struct: readonly ThriftField[] }
  | { readonly id: number; readonly i32s: readonly number[] }
  | { readonly id: number; readonly texts: readonly string[] }
  | { readonly id: number; readonly structs: readonly (readonly ThriftField[])[] };

const types = { true: 1, false: 2, i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;

/** A struct in thrift's compact protocol: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md */
export function encodeThrift(fields: readonly ThriftField[]): Buffer {
  const out: number[] = [];
  writeStruct(out, fields);
  return Buffer.from(out);
}

function writeStruct(out: number[], fields: readonly ThriftField[]): void {
  let last = 0;
  for (const field of fields) {
    out.push(((field.id - last) << 4) | typeOf(field));
    last = field.id;
    writeValue(out, field);
  }
  out.push(0);
}

function typeOf(field: ThriftField): number {
  if ('flag' in field) return field.flag ? types.true : types.false;
  if ('i32' in field) return types.i32;
  if ('i64' in field) return types.i64;
  if ('text' in field || 'bytes' in field) return types.binary;
  return 'struct' in field ? types.struct : types.list;
}

function writeValue(out: number[], field: ThriftField): void {
  if ('i32' in field) writeVarint(out, zigzag(field.i32));
  else if ('i64' in field) writeVarint(out, zigzag(field.i64));
  else if ('text' in field) writeBytes(out, Buffer.from(field.text));
  else if ('bytes' in field) writeBytes(out, field.bytes);
  else if ('struct' in field) writeStruct(out, field.struct);
  else if ('i32s' in field) writeList(out, { type: types.i32, values: field.i32s }, (value) => writeVarint(out, zigzag(value)));
  else if ('texts' in field) writeList(out, { type: types.binary, values: field.texts }, (value) => writeBytes(out, Buffer.from(value)));
  else if ('structs' in field) writeList(out, { type: types.struct, values: field.structs }, (value) => writeStruct(out, value));
}

function writeList<T>(out: number[], { type, values }: { type: number; values: readonly T[] }, write: (value: T) => void): void {
  if (values.length < 15) out.push((values.length << 4) | type);
  else {
    out.push(0xf0 | type);
    writeVarint(out, values.length);
  }
  for (const value of values) write(value);
}

function writeBytes(out: number[], bytes: Uint8Array): void {
  writeVarint(out, bytes.length);
  for (const byte of bytes) out.push(byte);
}

/** By arithmetic, since offsets in a file may be beyond 32 bits. */
function zigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1;
}

function writeVarint(out: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    out.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
}
