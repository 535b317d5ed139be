import type { ConnectedAccount } from '../../core/account.ts';
import type { Column } from '../cli/table.ts';
import type { Paint } from '../cli/paint.ts';
import { printable } from '../cli/printable.ts';

export const accountColumns: readonly Column[] = ['id', 'accountId', 'name', 'status', 'credentialType', 'regions', 'origin', 'lastValidated', 'statusReason', 'statusHint'].map((key) => ({ key }));

/** One account as a person reads it: how it is, what it may, and what is missing. */
export function renderAccount(account: ConnectedAccount, paint: Paint): string {
  const { name, accountId, status, statusReason, statusHint, regions, regionGaps, remarks, permissions, credentialType, roleArn, lastValidated } = account;
  const denied = Object.entries(permissions).flatMap(([action, state]) => (state === 'denied' ? [action] : []));
  const known = Object.values(permissions).filter((state) => state === 'allowed').length;
  const mark = status === 'active' ? paint('green', 'works') : status === 'error' ? paint('red', 'does not work') : paint('dim', 'paused');
  return [
    `${paint('bold', printable(name))}  ${accountId}  ${mark}`,
    ...(statusReason === null ? [] : [`  ${printable(statusReason)}`]),
    ...(statusHint === null ? [] : [`  ${paint('dim', 'Do:')} ${printable(statusHint)}`]),
    `  by ${credentialType}${roleArn === null ? '' : ` ${printable(roleArn)}`}`,
    `  ${regions.length} ${regions.length === 1 ? 'region' : 'regions'}: ${regions.join(', ')}`,
    ...regionGaps.map(({ because }) => `  ${paint('yellow', 'NOT SEEN')} ${printable(because)}`),
    ...(Object.keys(permissions).length === 0 ? [] : [`  ${known} of ${Object.keys(permissions).length} permissions are known to be there${denied.length === 0 ? '' : `; denied: ${denied.join(', ')}`}`]),
    ...remarks.map((remark) => `  ${paint('yellow', 'Note')} ${printable(remark)}`),
    ...(lastValidated === null ? [] : [`  ${paint('dim', `validated ${lastValidated.slice(0, 16).replace('T', ' ')}Z`)}`]),
  ].join('\n');
}
