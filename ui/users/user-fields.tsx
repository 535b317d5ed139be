import Alert from '@mui/material/Alert';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { type Role, roles } from '../../src/core/role.ts';
import { AccountsChoice, type AccountsChosen } from '../access/accounts-choice.tsx';
import { roleWords } from './role-words.ts';

export interface UserDraft {
  readonly name: string;
  readonly role: Role;
  readonly accounts: AccountsChosen;
}

/** What an administrator decides about somebody. */
export function UserFields({ draft, onChange }: { draft: UserDraft; onChange: (draft: UserDraft) => void }) {
  return (
    <>
      <TextField label="Name that is shown" name="name" value={draft.name} onChange={(event) => onChange({ ...draft, name: event.target.value })} slotProps={{ htmlInput: { maxLength: 100 } }} />
      <TextField select label="Role" value={draft.role} onChange={(event) => onChange({ ...draft, role: roles.find((one) => one === event.target.value) ?? 'viewer' })}>
        {roles.map((role) => (
          <MenuItem key={role} value={role}>
            {roleWords[role].name}: {roleWords[role].about}
          </MenuItem>
        ))}
      </TextField>
      <AccountsChoice label="May see" all="Every account, those to come too" value={draft.accounts} onChange={(accounts) => onChange({ ...draft, accounts })} />
      {draft.role === 'admin' && draft.accounts !== 'all' && <Alert severity="info">An administrator of some accounts cannot manage users.</Alert>}
    </>
  );
}

export function isComplete({ accounts }: UserDraft): boolean {
  return accounts === 'all' || accounts.length > 0;
}
