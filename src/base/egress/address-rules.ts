import { BlockList, isIP, isIPv6 } from 'node:net';

export interface AddressRules {
  /** Why nothing may connect to an address; null when it may. `host` is the name that led to it. */
  refuse(address: string, host: string): string | null;
}

type Subnet = readonly [network: string, prefix: number, what: string];

/** Where credentials of machines are given out: a name must not lead here, only the address itself may be allowed. */
const neverByName: readonly Subnet[] = [
  ['169.254.0.0', 16, 'a link-local address, where machines ask for their credentials'],
  ['fe80::', 10, 'a link-local address'],
  ['fd00:ec2::', 32, 'where machines ask for their credentials'],
  ['100.100.100.200', 32, 'where machines ask for their credentials'],
];

const inside: readonly Subnet[] = [
  ['127.0.0.0', 8, 'this machine'],
  ['::1', 128, 'this machine'],
  ['0.0.0.0', 8, 'this machine'],
  ['::', 128, 'this machine'],
  ['10.0.0.0', 8, 'a private address'],
  ['172.16.0.0', 12, 'a private address'],
  ['192.168.0.0', 16, 'a private address'],
  ['fc00::', 7, 'a private address'],
  ['fec0::', 10, 'a private address'],
  ['100.64.0.0', 10, 'an address behind a provider (CGNAT)'],
  ['192.0.0.0', 24, 'a reserved address'],
  ['192.0.2.0', 24, 'an address of documentation'],
  ['198.18.0.0', 15, 'an address of benchmarks'],
  ['198.51.100.0', 24, 'an address of documentation'],
  ['203.0.113.0', 24, 'an address of documentation'],
  ['2001:db8::', 32, 'an address of documentation'],
  ['192.88.99.0', 24, 'a reserved address'],
  ['224.0.0.0', 4, 'an address of many machines'],
  ['ff00::', 8, 'an address of many machines'],
  ['240.0.0.0', 4, 'a reserved address'],
  ['100::', 64, 'a reserved address'],
  ['2001::', 23, 'a reserved address'],
  ['64:ff9b:1::', 48, 'an address that stands for another'],
];

/** What leads out and what does not, with exceptions that the settings name: `host.name`, `*.zone`, an address, or a network such as `10.1.0.0/16`. */
export function addressRules(allow: readonly string[]): AddressRules {
  const names = allow.filter((entry) => !isIP(entry.split('/')[0] ?? '')).map((entry) => entry.toLowerCase());
  const networks = listOf(allow.filter((entry) => isIP(entry.split('/')[0] ?? '')).map((entry) => networkOf(entry)));
  const metadata = neverByName.map(asList);
  const others = inside.map(asList);
  return {
    refuse(address, host) {
      const plain = plainAddress(address);
      if (plain === null) return 'no address of the internet';
      if (has(networks, plain)) return null;
      const secret = metadata.find(({ list }) => has(list, plain));
      if (secret) return secret.what;
      if (names.some((name) => isNamed(host.toLowerCase(), name))) return null;
      return others.find(({ list }) => has(list, plain))?.what ?? null;
    },
  };
}

/** IPv4 in any of the ways in which IPv6 carries it is IPv4; null is what is no address. */
function plainAddress(address: string): string | null {
  const bare = address.replace(/^\[|\]$/g, '').split('%')[0] ?? '';
  if (isIP(bare) === 0) return null;
  if (!isIPv6(bare)) return bare;
  const groups = groupsOf(bare);
  const [first, second] = groups;
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && (groups[5] === 0xffff || (groups[5] === 0 && (groups[6] ?? 0) !== 0));
  const isTranslated = first === 0x64 && second === 0xff9b && groups.slice(2, 6).every((group) => group === 0);
  if (isMapped || isTranslated) return v4Of(groups[6] ?? 0, groups[7] ?? 0);
  if (first === 0x2002) return v4Of(groups[1] ?? 0, groups[2] ?? 0);
  return bare;
}

function groupsOf(address: string): number[] {
  const withV4 = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const hex = withV4 ? `${withV4[1]}${((Number(withV4[2]) << 8) | Number(withV4[3])).toString(16)}:${((Number(withV4[4]) << 8) | Number(withV4[5])).toString(16)}` : address;
  const [head = '', tail] = hex.split('::');
  const parse = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  if (tail === undefined) return parse(head);
  const [before, after] = [parse(head), parse(tail)];
  return [...before, ...Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => 0), ...after];
}

function v4Of(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function isNamed(host: string, name: string): boolean {
  return name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name;
}

function networkOf(entry: string): Subnet {
  const [network = '', prefix] = entry.split('/');
  return [network, prefix === undefined ? (isIPv6(network) ? 128 : 32) : Number(prefix), 'allowed'];
}

function asList(subnet: Subnet): { readonly list: BlockList; readonly what: string } {
  return { list: listOf([subnet]), what: subnet[2] };
}

function listOf(subnets: readonly Subnet[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, isIPv6(network) ? 'ipv6' : 'ipv4');
  return list;
}

function has(list: BlockList, address: string): boolean {
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
