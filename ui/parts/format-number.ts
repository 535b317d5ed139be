const grouped = new Intl.NumberFormat('en-US');

export function formatNumber(value: number): string {
  return grouped.format(value);
}

/** `1 finding`, `1,204 findings`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${formatNumber(value)} ${value === 1 ? one : many}`;
}
