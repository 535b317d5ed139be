/** Large buffers are used again: the collector would run for each, since it cannot see how soon they are free. */
const spare: Buffer[] = [];
const mostSpare = 4;
const largeBytes = 1_048_576;
const largestKept = 32 * largeBytes;

function bufferOf(size: number): Buffer {
  const at = spare.findIndex((buffer) => buffer.length >= size);
  const [kept] = at === -1 ? [] : spare.splice(at, 1);
  return kept ?? Buffer.allocUnsafeSlow(size < largeBytes ? size : Math.ceil(size / largeBytes) * largeBytes);
}

/** Whoever calls this does not read what `plainTexts` gave any more. */
export function releaseTexts(texts: Buffer): void {
  const whole = Buffer.from(texts.buffer);
  if (whole.length < largeBytes || whole.length > largestKept) return;
  spare.push(whole);
  if (spare.length > mostSpare) spare.shift();
}

/** Texts one after the other, each with its length in bytes before it. */
export function plainTexts(texts: readonly (string | Uint8Array)[]): Buffer {
  let room = 0;
  for (const text of texts) room += text.length + 4;
  // Most texts have one byte per character; what has more makes the buffer grow.
  let out = bufferOf(room + 1_024);
  let at = 0;
  for (const text of texts) {
    const most = typeof text === 'string' ? text.length * 3 : text.length;
    if (at + 4 + most > out.length) {
      const needed = at + 4 + (typeof text === 'string' ? Buffer.byteLength(text) : text.length);
      if (needed > out.length) out = grown(out, { used: at, needed });
    }
    const length = typeof text === 'string' ? out.write(text, at + 4) : put(out, text, at + 4);
    out.writeUInt32LE(length, at);
    at += 4 + length;
  }
  return out.subarray(0, at);
}

function put(out: Buffer, bytes: Uint8Array, at: number): number {
  out.set(bytes, at);
  return bytes.length;
}

function grown(out: Buffer, { used, needed }: { used: number; needed: number }): Buffer {
  const larger = bufferOf(Math.max(needed, Math.ceil(out.length * 1.5)));
  out.copy(larger, 0, 0, used);
  return larger;
}
