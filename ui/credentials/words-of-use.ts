import type { ShownAuditEntry } from '../../src/base/audit/contract.ts';
import { actionWords } from '../audit/audit-words.ts';

/** What somebody did with a key, and what for: `Credential used: discovery`. */
export function wordsOfUse({ action, detail }: Pick<ShownAuditEntry, 'action' | 'detail'>): string {
  const { purpose, because, error, newKey, times } = detail;
  const about = [purpose, because, error, newKey].find((value) => typeof value === 'string');
  const often = typeof times === 'number' && times > 1 ? `, ${times} times` : '';
  return `${actionWords(action)}${typeof about === 'string' ? `: ${about}` : ''}${often}`;
}
