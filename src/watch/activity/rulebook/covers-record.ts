import { matchText } from '../sigma/match-text.ts';
import { fieldPath, someValue } from '../sigma/read-values.ts';
import type { RuleException } from './contract.ts';

/** Whether a record has every value that an exception names. */
export function coversRecord({ field, value, also }: Pick<RuleException, 'field' | 'value' | 'also'>, record: unknown): boolean {
  return [{ field, value }, ...also].every((one) => someValue(record, fieldPath(one.field), matchText(one.value, { place: null, isCased: false }).test));
}
