import { encodeThrift, type ThriftField } from './thrift.ts';
import type { EncodedColumn, ParquetColumn } from './encode-column.ts';

/** The numbers of https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift */
const physical = { flag: 0, int64: 2, bytes: 6 } as const;
const encodings = { plain: 0, levels: 3, dictionary: 8 } as const;
const repetition = { required: 0, optional: 1, repeated: 2 } as const;
const codecs = { none: 0, zstd: 6 } as const;
const converted = { text: 0, list: 3, micros: 10 } as const;
const pageKinds = { data: 0, dictionary: 2 } as const;

export interface WrittenColumn {
  readonly encoded: EncodedColumn;
  readonly isCompressed: boolean;
  readonly offset: number;
  readonly dataOffset: number;
  readonly bytes: number;
  readonly rawBytes: number;
}

export interface WrittenGroup {
  readonly columns: readonly WrittenColumn[];
  readonly rows: number;
  readonly bytes: number;
}

export interface PageFacts {
  readonly kind: 'dictionary' | 'data';
  readonly count: number;
  readonly rawSize: number;
  readonly size: number;
  /** Its values are numbers into a dictionary. */
  readonly isCoded: boolean;
}

export function pageHeader({ kind, count, rawSize, size, isCoded }: PageFacts): Buffer {
  const sizes = [{ id: 1, i32: pageKinds[kind] }, { id: 2, i32: rawSize }, { id: 3, i32: size }];
  if (kind === 'dictionary') return encodeThrift([...sizes, { id: 7, struct: [{ id: 1, i32: count }, { id: 2, i32: encodings.plain }] }]);
  const encoding = isCoded ? encodings.dictionary : encodings.plain;
  return encodeThrift([...sizes, { id: 5, struct: [{ id: 1, i32: count }, { id: 2, i32: encoding }, { id: 3, i32: encodings.levels }, { id: 4, i32: encodings.levels }] }]);
}

export function fileFooter<Row>(columns: readonly ParquetColumn<Row>[], groups: readonly WrittenGroup[]): Buffer {
  return encodeThrift([
    { id: 1, i32: 2 },
    { id: 2, structs: [[{ id: 4, text: 'schema' }, { id: 5, i32: columns.length }], ...columns.flatMap(schemaOf)] },
    { id: 3, i64: groups.reduce((sum, { rows }) => sum + rows, 0) },
    { id: 4, structs: groups.map((group) => groupFields(columns, group)) },
    { id: 6, text: 'watchkeeper' },
    // Bounds are in the order of the type: numbers by value, texts by their bytes.
    { id: 7, structs: columns.map(() => [{ id: 1, struct: [] }]) },
  ]);
}

function schemaOf<Row>({ name, kind }: ParquetColumn<Row>): ThriftField[][] {
  const text = [{ id: 6, i32: converted.text }, { id: 10, struct: [{ id: 1, struct: [] }] }];
  switch (kind) {
    case 'time':
      // In UTC, but a plain timestamp: with a zone, DuckDB would compute every hour and day through a calendar.
      return [[{ id: 1, i32: physical.int64 }, { id: 3, i32: repetition.required }, { id: 4, text: name }, { id: 10, struct: [{ id: 8, struct: [{ id: 1, flag: false }, { id: 2, struct: [{ id: 2, struct: [] }] }] }] }]];
    case 'flag':
      return [[{ id: 1, i32: physical.flag }, { id: 3, i32: repetition.optional }, { id: 4, text: name }]];
    case 'text':
      return [[{ id: 1, i32: physical.bytes }, { id: 3, i32: repetition.required }, { id: 4, text: name }, ...text]];
    case 'name':
      return [[{ id: 1, i32: physical.bytes }, { id: 3, i32: repetition.optional }, { id: 4, text: name }, ...text]];
    case 'names':
      return [
        [{ id: 3, i32: repetition.required }, { id: 4, text: name }, { id: 5, i32: 1 }, { id: 6, i32: converted.list }, { id: 10, struct: [{ id: 3, struct: [] }] }],
        [{ id: 3, i32: repetition.repeated }, { id: 4, text: 'list' }, { id: 5, i32: 1 }],
        [{ id: 1, i32: physical.bytes }, { id: 3, i32: repetition.required }, { id: 4, text: 'element' }, ...text],
      ];
  }
}

function groupFields<Row>(columns: readonly ParquetColumn<Row>[], group: WrittenGroup): ThriftField[] {
  const chunks = columns.flatMap((column, at) => {
    const written = group.columns[at];
    return written ? [chunkFields(column, written)] : [];
  });
  const raw = group.columns.reduce((sum, { rawBytes }) => sum + rawBytes, 0);
  return [{ id: 1, structs: chunks }, { id: 2, i64: raw }, { id: 3, i64: group.rows }, { id: 6, i64: group.bytes }];
}

function chunkFields<Row>({ name, kind }: ParquetColumn<Row>, { encoded, isCompressed, offset, dataOffset, bytes, rawBytes }: WrittenColumn): ThriftField[] {
  const { dictionary, valueCount, nullCount, least, greatest } = encoded;
  const bounds: ThriftField[] = least && greatest ? [{ id: 5, bytes: greatest }, { id: 6, bytes: least }] : [];
  return [
    { id: 2, i64: 0 },
    {
      id: 3,
      struct: [
        { id: 1, i32: kind === 'time' ? physical.int64 : kind === 'flag' ? physical.flag : physical.bytes },
        { id: 2, i32s: dictionary ? [encodings.plain, encodings.levels, encodings.dictionary] : [encodings.plain, encodings.levels] },
        { id: 3, texts: kind === 'names' ? [name, 'list', 'element'] : [name] },
        { id: 4, i32: isCompressed ? codecs.zstd : codecs.none },
        { id: 5, i64: valueCount },
        { id: 6, i64: rawBytes },
        { id: 7, i64: bytes },
        { id: 9, i64: dataOffset },
        ...(dictionary ? [{ id: 11, i64: offset }] : []),
        { id: 12, struct: [{ id: 3, i64: nullCount }, ...bounds] },
      ],
    },
  ];
}
