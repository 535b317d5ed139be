import { allows, type AccountScope } from '../../core/account-scope.ts';
import { credentialSourceSchema, type ConnectedAccount } from '../../core/account.ts';

const hidden = '000000000000';

/** An account for somebody who may know of some only: the numbers of others, on the way to it or in what is wrong with it, are not told. */
export function hideOtherAccounts<A extends ConnectedAccount>(account: A, scope: AccountScope): A {
  if (scope === 'all') return account;
  const tell = (text: string) => text.replaceAll(/(?<!\d)\d{12}(?!\d)/g, (accountId) => (allows(scope, accountId) ? accountId : hidden));
  return {
    ...account,
    credential: credentialSourceSchema.parse(JSON.parse(JSON.stringify(account.credential), (key, value: unknown) => (key === 'roleArn' && typeof value === 'string' ? tell(value) : value))),
    roleArn: account.roleArn === null ? null : tell(account.roleArn),
    statusReason: account.statusReason === null ? null : tell(account.statusReason),
    statusHint: account.statusHint === null ? null : tell(account.statusHint),
    remarks: account.remarks.map(tell),
  };
}
