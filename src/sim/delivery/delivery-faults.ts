import { z } from 'zod';
import { openDice } from '../world/seeded-random.ts';

export const deliveryFaultSchema = z.strictObject({
  /** Whose files: every field that is given must fit. */
  match: z.strictObject({ accountId: z.string(), region: z.string() }).partial().default({}),
  fault: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('truncated-file') }),
    z.strictObject({ kind: z.literal('broken-json') }),
    z.strictObject({ kind: z.literal('nameless-record') }),
    z.strictObject({ kind: z.literal('repeated-records') }),
    z.strictObject({ kind: z.literal('late-file'), minutes: z.number().int().positive().multipleOf(5).max(1_440) }),
    z.strictObject({ kind: z.literal('notified-twice') }),
    z.strictObject({ kind: z.literal('notified-of-gone') }),
  ]),
  /** Of the files that fit, how many. */
  share: z.number().min(0).max(1).default(1),
  /** Files of earlier five minutes are as they are; absent, the time at which the fault is planted. */
  from: z.coerce.date().optional(),
});
export type DeliveryFaultRule = z.output<typeof deliveryFaultSchema>;
type Kind = DeliveryFaultRule['fault']['kind'];

/** The file of one trail, account and region that is of five minutes. */
export interface FileFacts {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly startMs: number;
}

/** What goes wrong with log files: chance decides it once for each file, so that a file reads the same whenever it is asked for. */
export interface DeliveryFaults {
  add(rule: z.input<typeof deliveryFaultSchema>): string;
  list(): { id: string; rule: DeliveryFaultRule }[];
  remove(id: string): boolean;
  clear(): void;
  strikes(kind: Kind, file: FileFacts): boolean;
  /** How much later than usual it comes. */
  lateMs(file: FileFacts): number;
  /** Every lateness that a file may have, the usual none among them. */
  latenesses(): number[];
}

const minuteMs = 60_000;

export function openDeliveryFaults({ seed, clock, onChange }: { seed: number; clock: () => Date; onChange: () => void }): DeliveryFaults {
  const rules = new Map<string, DeliveryFaultRule & { readonly from: Date }>();
  let count = 0;
  const striking = (kind: Kind, { id: file, accountId, region, startMs }: FileFacts) =>
    [...rules].find(
      ([id, { match, fault, share, from }]) =>
        fault.kind === kind && startMs >= from.getTime() && (match.accountId ?? accountId) === accountId && (match.region ?? region) === region && openDice(seed, `delivery-fault/${id}/${file}`).chance(share),
    )?.[1];
  const lateBy = (rule: DeliveryFaultRule | undefined) => (rule?.fault.kind === 'late-file' ? rule.fault.minutes * minuteMs : 0);

  return {
    add(given) {
      count += 1;
      const id = `delivery-fault-${count}`;
      const rule = deliveryFaultSchema.parse(given);
      rules.set(id, { ...rule, from: rule.from ?? clock() });
      onChange();
      return id;
    },
    list: () => [...rules].map(([id, rule]) => ({ id, rule })),
    remove(id) {
      const isKnown = rules.delete(id);
      onChange();
      return isKnown;
    },
    clear() {
      rules.clear();
      onChange();
    },
    strikes: (kind, file) => striking(kind, file) !== undefined,
    lateMs: (file) => lateBy(striking('late-file', file)),
    latenesses: () => [...new Set([0, ...[...rules.values()].map(lateBy)])],
  };
}
