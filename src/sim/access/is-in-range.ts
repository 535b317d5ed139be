import { BlockList, isIP } from 'node:net';

/** Whether an address is in a range such as `10.0.0.0/8`; what is no address or no range is in nothing. */
export function isInRange(address: string, range: string): boolean {
  const [base = '', bits] = range.split('/');
  const family = isIP(base) === 6 ? 'ipv6' : 'ipv4';
  const prefix = Number(bits ?? (family === 'ipv6' ? 128 : 32));
  if (isIP(base) === 0 || isIP(address) === 0 || !(prefix >= 0 && prefix <= (family === 'ipv6' ? 128 : 32))) return false;
  const list = new BlockList();
  list.addSubnet(base, prefix, family);
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
