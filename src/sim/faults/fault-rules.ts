import { z } from 'zod';

export const faultRuleSchema = z.strictObject({
  /** Which calls: every field that is given must fit. */
  match: z
    .strictObject({ service: z.string(), operation: z.string(), accountId: z.string(), region: z.string() })
    .partial()
    .default({}),
  fault: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('throttle') }),
    z.strictObject({ kind: z.literal('server-error'), status: z.number().int().min(500).max(599).default(500) }),
    z.strictObject({ kind: z.literal('timeout') }),
    z.strictObject({ kind: z.literal('connection-reset') }),
    z.strictObject({ kind: z.literal('truncated-body') }),
    z.strictObject({ kind: z.literal('expired-token') }),
    z.strictObject({ kind: z.literal('access-denied') }),
    z.strictObject({ kind: z.literal('denied-by-scp') }),
    z.strictObject({ kind: z.literal('disabled-key') }),
    z.strictObject({ kind: z.literal('clock-skew') }),
    z.strictObject({ kind: z.literal('region-disabled') }),
    z.strictObject({ kind: z.literal('slow'), delayMs: z.number().int().min(0).max(600_000) }),
  ]),
  probability: z.number().min(0).max(1).default(1),
  /** How many calls it strikes before it is used up; without it, all of them. */
  times: z.number().int().positive().optional(),
});
export type FaultRule = z.output<typeof faultRuleSchema>;
export type Fault = FaultRule['fault'];

export interface CallFacts {
  readonly service: string;
  readonly operation: string;
  readonly accountId: string;
  readonly region: string;
}

/** Faults planted by rule: what they strike, how often, and how many are left. */
export interface Faults {
  add(rule: z.input<typeof faultRuleSchema>): string;
  list(): { id: string; rule: FaultRule; struck: number }[];
  remove(id: string): boolean;
  clear(): void;
  /** The faults that strike this call, in the order in which they were added. */
  strike(call: CallFacts): Fault[];
}

export function openFaults(random: () => number): Faults {
  const rules = new Map<string, { rule: FaultRule; struck: number }>();
  let count = 0;
  return {
    add(rule) {
      count += 1;
      const id = `fault-${count}`;
      rules.set(id, { rule: faultRuleSchema.parse(rule), struck: 0 });
      return id;
    },
    list: () => [...rules].map(([id, { rule, struck }]) => ({ id, rule, struck })),
    remove: (id) => rules.delete(id),
    clear: () => rules.clear(),
    strike(call) {
      return [...rules.values()].flatMap((planted) => {
        const { rule } = planted;
        const isUsedUp = rule.times !== undefined && planted.struck >= rule.times;
        if (isUsedUp || !fits(rule, call) || random() >= rule.probability) return [];
        planted.struck += 1;
        return [rule.fault];
      });
    },
  };
}

function fits({ match }: FaultRule, call: CallFacts): boolean {
  return (
    (match.service ?? call.service) === call.service &&
    (match.operation ?? call.operation) === call.operation &&
    (match.accountId ?? call.accountId) === call.accountId &&
    (match.region ?? call.region) === call.region
  );
}
