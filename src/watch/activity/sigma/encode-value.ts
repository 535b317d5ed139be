import type { Encoding } from './modifiers.ts';
import { plainText, readPattern } from './pattern.ts';
import { RuleProblem } from './rule-problem.ts';

const dash = /(?<!\w)[-/\u2013\u2014\u2015](?=\w)/g;
const dashes = ['-', '/', '\u2013', '\u2014', '\u2015'];
const mostDashes = 4;

/** What a value becomes under its encodings: base64offset makes three of one, windash five of each dash. */
export function encodeValue(value: string, { encodings, isWindash }: { readonly encodings: readonly Encoding[]; readonly isWindash: boolean }): string[] {
  const values = isWindash ? withEveryDash(value) : [value];
  if (encodings.length === 0) return values;
  return values.flatMap((one) => {
    const plain = plainText(readPattern(one));
    if (plain === null) throw new RuleProblem(`"${value}" has a wildcard, which cannot be encoded`);
    let texts: Buffer[] = [Buffer.from(plain, 'utf8')];
    for (const encoding of encodings) texts = texts.flatMap((text) => encode(text, encoding));
    // What comes out is literal: a backslash keeps it from being read as a pattern.
    return texts.map((text) => text.toString('latin1').replaceAll(/[\\*?]/g, (special) => `\\${special}`));
  });
}

function encode(text: Buffer, encoding: Encoding): Buffer[] {
  const decoded = text.toString('utf8');
  switch (encoding) {
    case 'base64':
      return [Buffer.from(text.toString('base64'))];
    case 'base64offset':
      return [0, 1, 2].map((shift) => base64At(text, shift));
    case 'wide':
    case 'utf16le':
      return [Buffer.from(decoded, 'utf16le')];
    case 'utf16be':
      return [Buffer.from(decoded, 'utf16le').swap16()];
    case 'utf16':
      return [Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(decoded, 'utf16le')])];
  }
}

/** The characters that stay the same when something else stands before and after the text. */
function base64At(text: Buffer, shift: number): Buffer {
  const encoded = Buffer.concat([Buffer.alloc(shift), text]).toString('base64').replace(/=+$/, '');
  const start = [0, 2, 3][shift] ?? 0;
  const bits = (text.length + shift) % 3;
  return Buffer.from(encoded.slice(start, bits === 0 ? undefined : -1));
}

function withEveryDash(value: string): string[] {
  const found = value.match(dash)?.length ?? 0;
  if (found > mostDashes) throw new RuleProblem(`"${value}" has ${found} dashes; windash goes up to ${mostDashes}`);
  let values = [''];
  let from = 0;
  for (const { index } of value.matchAll(dash)) {
    const before = value.slice(from, index);
    values = values.flatMap((start) => dashes.map((one) => start + before + one));
    from = index + 1;
  }
  return values.map((start) => start + value.slice(from));
}
