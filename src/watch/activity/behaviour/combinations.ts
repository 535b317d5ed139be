import { isIP } from 'node:net';

const longestValue = 200;

/** The /24 or /48 of an address, or the name that AWS gives instead. */
export function networkOf(address: string | null): string {
  if (address === null || address === '') return 'none';
  const kind = isIP(address);
  if (kind === 4) return `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
  if (kind !== 6) return storable(address);
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':');
    while (groups.length + after.length < 8) groups.push('0');
    groups.push(...after);
  }
  return `${groups.slice(0, 3).map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/48`;
}

/** The program without its version. */
export function agentFamily(userAgent: string | null): string {
  if (userAgent === null || userAgent === '') return 'none';
  const inner = /^\[(.*)\]$/.exec(userAgent)?.[1] ?? userAgent;
  if (/\bTerraform\//i.test(inner)) return 'Terraform';
  if (/\baws-cli\//.test(inner)) return 'aws-cli';
  if (inner.startsWith('Mozilla/')) return 'browser';
  return storable(/^[^\s/]+/.exec(inner)?.[0] ?? inner).slice(0, 80);
}

/** Callers write some of it: it is kept in one line of a text, and PostgreSQL takes no zero. */
export function storable(value: string, longest = longestValue): string {
  return value.slice(0, longest).replaceAll(/\p{Cc}/gu, ' ');
}
