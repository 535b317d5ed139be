import ShieldCheck from 'lucide-react/icons/shield-check';
import ShieldOff from 'lucide-react/icons/shield-off';
import UserCheck from 'lucide-react/icons/user-check';
import type { ListedUser } from '../../src/base/access/contract.ts';
import { hasRole } from '../../src/core/role.ts';
import { ListRow } from '../access/list-row.tsx';
import { useSession } from '../api/use-session.ts';
import { AccountName } from '../parts/account-name.tsx';
import { counted } from '../parts/format-number.ts';
import { StatusMark } from '../parts/status-mark.tsx';
import { roleWords } from './role-words.ts';
import { UserMenuOfRow, type UserOrder } from './user-menu-of-row.tsx';

const fewAccounts = 3;

export function UserRow({ user, onOrder }: { user: ListedUser; onOrder: (what: UserOrder) => void }) {
  const isSelf = useSession()?.user.id === user.id;
  const { name, username, role, accounts, hasSecondFactor, loginBy } = user;
  return (
    <ListRow
      title={name === username ? username : `${name} (${username})`}
      mark={
        <>
          {isSelf && (
            <StatusMark tone="active" icon={UserCheck}>
              You
            </StatusMark>
          )}
          {loginBy === 'password' && (
            <StatusMark tone={hasSecondFactor ? 'good' : hasRole(role, 'approver') ? 'warn' : 'quiet'} icon={hasSecondFactor ? ShieldCheck : ShieldOff}>
              {hasSecondFactor ? 'Two-step login' : 'Password only'}
            </StatusMark>
          )}
        </>
      }
      actions={<UserMenuOfRow user={user} isSelf={isSelf} onOrder={onOrder} />}
    >
      {roleWords[role].name} ·{' '}
      {accounts === 'all'
        ? 'every account'
        : accounts.length > fewAccounts
          ? counted(accounts.length, 'account')
          : accounts.map((accountId, index) => (
              <span key={accountId}>
                {index > 0 && ', '}
                <AccountName accountId={accountId} isBrief />
              </span>
            ))}
      {loginBy === 'single-sign-on' && ' · logs in by single sign-on'}
    </ListRow>
  );
}
