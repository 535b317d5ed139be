/** What a query reads, and what that costs. */
export interface ScanPrice {
  readonly bytes: number;
  readonly usd: number;
}

/** In most regions: https://aws.amazon.com/athena/pricing/ */
const usdPerTerabyte = 5;
const terabyte = 1_000_000_000_000;
const megabyte = 1_000_000;
/** Athena rounds up to a megabyte and bills ten at least. */
const leastMegabytes = 10;

export function scanPrice(bytes: number, { isBilled = true } = {}): ScanPrice {
  const billed = Math.max(leastMegabytes, Math.ceil(bytes / megabyte)) * megabyte;
  return { bytes, usd: isBilled ? (billed * usdPerTerabyte) / terabyte : 0 };
}

/** How much may be read for so much money. */
export function bytesForUsd(usd: number): number {
  return Math.round((usd * terabyte) / usdPerTerabyte);
}
