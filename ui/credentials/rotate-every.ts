/** How often keys are commonly rotated; the server takes any length from a day to two years. */
export const rotateChoices = [
  { value: '30d', label: 'Every 30 days' },
  { value: '90d', label: 'Every 90 days' },
  { value: '180d', label: 'Every 180 days' },
  { value: '365d', label: 'Every 365 days' },
] as const;

export function rotateWords(every: string | null): string {
  if (every === null) return 'Never by itself';
  return rotateChoices.find(({ value }) => value === every)?.label ?? `Every ${every}`;
}
