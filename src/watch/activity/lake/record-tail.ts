const keys = { eventType: '"eventType":"', eventCategory: '"eventCategory":"' } as const;

/** How far from the end these fields are, but for strange records. */
const reach = 500;

/** A plain text field that CloudTrail writes near a record's end, found from there without parsing the record again. */
export function recordTail(raw: string | Uint8Array, field: keyof typeof keys): string | null {
  if (typeof raw === 'string') return lastField(raw, keys[field]);
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  // The values are plain words, so each byte is a character.
  return lastField(bytes.toString('latin1', Math.max(0, bytes.length - reach)), keys[field]) ?? lastField(bytes.toString('latin1'), keys[field]);
}

function lastField(text: string, key: string): string | null {
  const at = text.lastIndexOf(key);
  if (at === -1) return null;
  const from = at + key.length;
  const to = text.indexOf('"', from);
  return to === -1 ? null : text.slice(from, to);
}
