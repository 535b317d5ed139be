import { open, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, zstdCompress } from 'node:zlib';
import { encodeColumn, type EncodedColumn, type ParquetColumn } from './encode-column.ts';
import { releaseTexts } from './plain-texts.ts';
import { fileFooter, pageHeader, type WrittenColumn, type WrittenGroup } from './file-footer.ts';

const compress = promisify(zstdCompress);
const magic = Buffer.from('PAR1');

/** The fastest: files that stay are merged and compressed again. */
const params = { [constants.ZSTD_c_compressionLevel]: 1 };

/** Handing less than this to another thread costs more than it saves: such columns are mostly dictionaries already. */
const leastToCompress = 131_072;

export interface ParquetWriting<Row> {
  readonly columns: readonly ParquetColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowsPerGroup: number;
}

/**
 * Writes rows as a new Parquet file and waits until the disk has it. Only turning values into pages runs on this thread;
 * compressing runs on Node's own. It is here, and not a COPY of DuckDB, because handing millions of texts to DuckDB one
 * call at a time takes several times as long as this: docs/decisions/0007-fresh-parquet-is-written-here.md.
 */
export async function writeParquet<Row>(file: string, { columns, rows, rowsPerGroup }: ParquetWriting<Row>): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    const groups: WrittenGroup[] = [];
    let offset = magic.length;
    await handle.writev([magic]);
    for (let from = 0; from < rows.length; from += rowsPerGroup) {
      const group = await writeGroup(handle, { columns, rows: rows.slice(from, from + rowsPerGroup), rowsPerGroup }, offset);
      groups.push(group);
      offset += group.bytes;
    }
    const footer = fileFooter(columns, groups);
    const length = Buffer.allocUnsafe(4);
    length.writeUInt32LE(footer.length);
    await handle.writev([footer, length, magic]);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

async function writeGroup<Row>(handle: FileHandle, { columns, rows }: ParquetWriting<Row>, start: number): Promise<WrittenGroup> {
  const chunks = await Promise.all(columns.map((column) => pagesOf(encodeColumn(column, rows))));
  let offset = start;
  const written = chunks.map(({ encoded, isCompressed, dictionary, data }): WrittenColumn => {
    const dictionarySize = dictionary?.size ?? 0;
    const column = { encoded, isCompressed, offset, dataOffset: offset + dictionarySize, bytes: dictionarySize + data.size, rawBytes: (dictionary?.rawSize ?? 0) + data.rawSize };
    offset += column.bytes;
    return column;
  });
  await handle.writev(chunks.flatMap(({ dictionary, data }) => [...(dictionary?.parts ?? []), ...data.parts]));
  return { columns: written, rows: rows.length, bytes: offset - start };
}

interface Page {
  /** The header and the body as it is stored. */
  readonly parts: readonly Buffer[];
  readonly size: number;
  readonly rawSize: number;
}

interface Chunk {
  readonly encoded: EncodedColumn;
  readonly isCompressed: boolean;
  readonly dictionary: Page | undefined;
  readonly data: Page;
}

async function pagesOf(encoded: EncodedColumn): Promise<Chunk> {
  const size = encoded.data.length + (encoded.dictionary?.body.length ?? 0);
  const isCompressed = size >= leastToCompress;
  const bodyOf = (body: Buffer) => (isCompressed ? compress(body, { chunkSize: Math.max(65_536, body.length >> 2), pledgedSrcSize: body.length, params }) : Promise.resolve(body));
  const page = async (kind: 'dictionary' | 'data', count: number, body: Buffer): Promise<Page> => {
    const stored = await bodyOf(body);
    const header = pageHeader({ kind, count, rawSize: body.length, size: stored.length, isCoded: encoded.dictionary !== undefined });
    return { parts: [header, stored], size: header.length + stored.length, rawSize: header.length + body.length };
  };
  const [dictionary, data] = await Promise.all([
    encoded.dictionary ? page('dictionary', encoded.dictionary.count, encoded.dictionary.body) : undefined,
    page('data', encoded.valueCount, encoded.data),
  ]);
  if (isCompressed && !encoded.dictionary) releaseTexts(encoded.data);
  return { encoded, isCompressed, dictionary, data };
}
