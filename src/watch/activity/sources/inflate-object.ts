import { createGunzip } from 'node:zlib';
import { pipeline, Readable } from 'node:stream';

/** An object that cannot be read, however often one tries: it is for quarantine. */
export class BadObject extends Error {
  constructor(because: string, cause?: unknown) {
    super(because, { cause });
    this.name = 'BadObject';
  }
}

/** CloudTrail's own files inflate to some ten megabytes at most. */
const mostInflatedBytes = 256 * 1_048_576;

/** The bytes of an object, inflated where they are compressed, and never more than makes sense. */
export async function inflateObject(body: AsyncIterable<Uint8Array>, mostBytes = mostInflatedBytes): Promise<Uint8Array> {
  const pieces = body[Symbol.asyncIterator]();
  const first = await pieces.next();
  if (first.done) throw new BadObject('the object is empty');
  const all = async function* () {
    yield first.value;
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
  };
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) return collect(all(), mostBytes);
  const gunzip = createGunzip();
  // What goes wrong in either ends the reading of `gunzip`.
  pipeline(Readable.from(all()), gunzip, () => undefined);
  try {
    return await collect(gunzip, mostBytes);
  } catch (error) {
    gunzip.destroy();
    throw badGzip(error) ?? error;
  }
}

async function collect(stream: AsyncIterable<unknown>, mostBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of stream) {
    if (!(piece instanceof Uint8Array)) continue;
    bytes += piece.byteLength;
    if (bytes > mostBytes) throw new BadObject(`it inflates to more than ${Math.round(mostBytes / 1_048_576)} MB`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces, bytes);
}

function badGzip(error: unknown): BadObject | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') return new BadObject('the compressed object ends in the middle', error);
  return code.startsWith('Z_') ? new BadObject('it cannot be inflated', error) : undefined;
}
