const mostShown = 4_096;

/**
 * Takes the broken beginning off what is left of a text: up to the next line that begins a value, or the next record
 * of the file. Whatever follows can be read again.
 */
export function splitBroken(left: Buffer): { broken: string; rest: Buffer } {
  const start = firstValue(left);
  if (start === left.length) return { broken: '', rest: left.subarray(left.length) };
  const next = [left.indexOf('\n{', start + 1), left.indexOf('{"eventVersion"', start + 1)].filter((at) => at > 0);
  const end = next.length === 0 ? left.length : Math.min(...next.map((at) => (left[at] === 0x0a ? at + 1 : at)));
  return { broken: left.toString('utf8', start, Math.min(end, start + mostShown)), rest: left.subarray(end) };
}

/** White space and the commas and brackets that close a list say nothing. */
function firstValue(bytes: Buffer): number {
  let at = 0;
  for (let byte = bytes[at]; byte !== undefined && (byte <= 0x20 || byte === 0x2c || byte === 0x5d || byte === 0x7d); byte = bytes[at]) at += 1;
  return at;
}
