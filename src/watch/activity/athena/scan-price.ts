/** What a query reads, and what that costs. */
export interface ScanPrice {
  readonly bytes: number;
  readonly usd: number;
}

/** Five dollars a terabyte in most regions: https://aws.amazon.com/athena/pricing/ */
export const usdPerByte = 5 / 1_000_000_000_000;
const megabyte = 1_000_000;
/** Athena rounds up to a megabyte and bills ten at least. */
const leastMegabytes = 10;

export function scanPrice(bytes: number, { isBilled = true } = {}): ScanPrice {
  const billed = Math.max(leastMegabytes, Math.ceil(bytes / megabyte)) * megabyte;
  return { bytes, usd: isBilled ? billed * usdPerByte : 0 };
}
