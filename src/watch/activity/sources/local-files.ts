import { open, readdir, stat } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { join, sep } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGunzip, gunzip } from 'node:zlib';
import { AppError } from '../../../core/app-error.ts';

/** Where records are read from: a file, or `-` for standard input. */
export interface LocalText {
  readonly name: string;
  readonly bytes: number;
}

/** Files below this are inflated as a whole, on another thread, while the one before is judged. */
const wholeUpToBytes = 8 * 1_048_576;
const mostInflatedAtOnce = 96 * 1_048_576;
const pieceBytes = 1_048_576;
const recordFile = /\.(?:json|jsonl|ndjson|log)(?:\.gz)?$|\.gz$/i;
/** Trails keep these beside the records; they hold none. */
const besideRecords = /[\\/]CloudTrail-(?:Digest|NetworkActivity-Digest)[\\/]/;

const inflateWhole = promisify(gunzip);

/** Every file that the paths name; of a folder, those below it that can hold records, in one order. */
export async function listLocalTexts(paths: readonly string[]): Promise<LocalText[]> {
  const lists = await Promise.all(paths.map(listOne));
  return lists.flat();
}

async function listOne(path: string): Promise<LocalText[]> {
  if (path === '-') return [{ name: '-', bytes: 0 }];
  try {
    const found = await stat(path);
    if (!found.isDirectory()) return [{ name: path, bytes: found.size }];
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && recordFile.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !besideRecords.test(file))
      .sort(byFolderThenName);
    const facts = await Promise.all(files.map(async (name) => ({ name, fact: await stat(name) })));
    const texts = facts.flatMap(({ name, fact }) => (fact.isFile() ? [{ name, bytes: fact.size }] : []));
    // To judge nothing and say that nothing was found would be a lie.
    if (texts.length === 0) throw new AppError('unreadable-file', `${path} holds no file that records could be in`, { hint: 'Files of records end in .json, .jsonl, .ndjson, .log or .gz' });
    return texts;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('unreadable-file', `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { hint: 'Name a file, a folder, or - for standard input', cause });
  }
}

/** Accounts and regions one after the other, each in the order of time. */
function byFolderThenName(a: string, b: string): number {
  const [one, other] = [a.split(sep), b.split(sep)];
  for (let at = 0; ; at += 1) {
    const [left, right] = [one[at], other[at]];
    if (left === undefined || right === undefined) return one.length - other.length;
    if (left !== right) return left < right ? -1 : 1;
  }
}

/**
 * Pieces of a text, inflated when it is compressed, whatever its name. What is wrong with it is thrown when it is reached.
 * A piece is gone when the next one is asked for.
 */
export async function* readLocalText(text: LocalText, stdin: NodeJS.ReadableStream): AsyncGenerator<Uint8Array> {
  if (text.name === '-') {
    yield* inflating(stdin);
    return;
  }
  if (text.bytes > 0 && text.bytes <= wholeUpToBytes) {
    const whole = await readWhole(text);
    if (whole) {
      yield whole;
      // Left to the collector, which cannot see how soon it is free, some hundred megabytes of these would wait.
      whole.buffer.transfer(0);
      return;
    }
  }
  yield* inflating(createReadStream(text.name, { highWaterMark: pieceBytes }));
}

/** Null when it must be read piece by piece: it inflates to more than should be in memory, or it is damaged. */
async function readWhole({ name, bytes }: LocalText): Promise<Uint8Array<ArrayBuffer> | null> {
  const buffer = Buffer.allocUnsafeSlow(bytes);
  const file = await open(name);
  try {
    const { bytesRead } = await file.read(buffer, 0, bytes, 0);
    const read = buffer.subarray(0, bytesRead);
    return isCompressed(read) ? await inflateWhole(read, { chunkSize: inflatedBytes(read), maxOutputLength: mostInflatedAtOnce }) : read;
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^(?:Z_|ERR_BUFFER_TOO_LARGE)/.test(String(error.code))) return null;
    throw error;
  } finally {
    await file.close();
  }
}

/** As the last four bytes say: room for all of it at once need not be put together from pieces. */
function inflatedBytes(compressed: Buffer): number {
  const said = compressed.length < 18 ? 0 : compressed.readUInt32LE(compressed.length - 4);
  return Math.min(Math.max(said + 1_024, 65_536), compressed.length * 100, mostInflatedAtOnce);
}

async function* inflating(stream: NodeJS.ReadableStream): AsyncGenerator<Uint8Array> {
  const pieces = bytesOf(stream);
  const first = await pieces.next();
  if (first.done) return;
  const all = chain(first.value, pieces);
  if (!isCompressed(first.value)) {
    yield* all;
    return;
  }
  const inflated = createGunzip({ chunkSize: pieceBytes });
  // What goes wrong in either ends the reading of `inflated`.
  pipeline(Readable.from(all), inflated, () => undefined);
  yield* bytesOf(inflated);
}

async function* chain(first: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

async function* bytesOf(stream: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const piece of stream) yield piece instanceof Uint8Array ? piece : Buffer.from(String(piece));
}

function isCompressed(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
