import { RuleProblem } from './rule-problem.ts';
import type { ValueTest } from './read-values.ts';

interface Address {
  readonly bits: bigint;
  readonly width: 32 | 128;
}

/** Whether an address lies in a network, such as 10.0.0.0/8 or 2001:db8::/32. */
export function matchNetwork(expected: unknown): ValueTest {
  const [written = '', length, ...rest] = String(expected).split('/');
  const network = readAddress(written);
  if (!network || rest.length > 0) throw new RuleProblem(`"${String(expected)}" is not a network such as 10.0.0.0/8`);
  const prefix = length === undefined ? network.width : Number(length);
  if (length === '' || !Number.isInteger(prefix) || prefix < 0 || prefix > network.width) throw new RuleProblem(`"${String(expected)}" is not a network such as 10.0.0.0/8`);
  const shift = BigInt(network.width - prefix);
  const wanted = network.bits >> shift;
  return (value) => {
    const address = typeof value === 'string' ? readAddress(value) : null;
    return address !== null && address.width === network.width && address.bits >> shift === wanted;
  };
}

/** How the addresses of a network of version 4 begin, as far as whole numbers go. */
export function networkLiteral(expected: unknown): string | null {
  const [, start = '', length = '32'] = /^(\d+\.\d+\.\d+\.\d+)(?:\/(\d+))?$/.exec(String(expected)) ?? [];
  const whole = start.split('.').slice(0, Math.floor(Number(length) / 8));
  const literal = whole.length === 4 ? whole.join('.') : `${whole.join('.')}.`;
  return start === '' || whole.length === 0 || literal.length < 3 ? null : literal;
}

export function readAddress(text: string): Address | null {
  if (!text.includes(':')) return readFour(text);
  const [head = '', tail, ...rest] = text.split('::');
  if (rest.length > 0) return null;
  const before = readGroups(head);
  const after = tail === undefined ? [] : readGroups(tail);
  if (!before || !after) return null;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...before, ...Array.from({ length: Math.max(missing, 0) }, () => 0), ...after];
  const bits = groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
  // ::ffff:192.0.2.1 is the address of version 4 that it carries.
  return bits >> 32n === 0xffffn && text.includes('.') ? { bits: bits & 0xffffffffn, width: 32 } : { bits, width: 128 };
}

function readFour(text: string): Address | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return null;
  return { bits: BigInt(parts.reduce((sum, part) => sum * 256 + Number(part), 0)), width: 32 };
}

function readGroups(text: string): number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [at, part] of parts.entries()) {
    const four = at === parts.length - 1 && part.includes('.') ? readFour(part) : null;
    if (four) groups.push(Number(four.bits >> 16n), Number(four.bits & 0xffffn));
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return null;
  }
  return groups;
}
