/** How many alerts an account may make a day before the least of them are told together. */
export interface AlertBudget {
  readonly perDay: number;
  /** Of single accounts. */
  readonly accounts: Readonly<Record<string, number>>;
}

export function budgetOf({ perDay, accounts }: AlertBudget, accountId: string): number {
  return accounts[accountId] ?? perDay;
}
