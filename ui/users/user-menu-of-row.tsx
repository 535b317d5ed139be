import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import EllipsisVertical from 'lucide-react/icons/ellipsis-vertical';
import { useState } from 'react';
import type { ListedUser } from '../../src/base/access/contract.ts';
import type { UserQuestion } from './confirm-user-change.tsx';

export type UserOrder = UserQuestion | 'change' | 'reset-password';

interface UserMenuProps {
  readonly user: ListedUser;
  /** Nobody removes themselves, and one's own password is changed where the old one is asked for. */
  readonly isSelf: boolean;
  readonly onOrder: (what: UserOrder) => void;
}

export function UserMenuOfRow({ user, isSelf, onOrder }: UserMenuProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const orders = [
    { what: 'reset-password', label: 'Set a new password', isOffered: !isSelf && user.loginBy === 'password' },
    { what: 'reset-factor', label: 'Take away the two-step login', isOffered: !isSelf && user.hasSecondFactor },
    { what: 'remove', label: 'Remove', isOffered: !isSelf },
  ] as const;
  const offered = orders.filter(({ isOffered }) => isOffered);
  return (
    <>
      <Button variant="outlined" color="inherit" onClick={() => onOrder('change')} aria-label={`Change ${user.username}`}>
        Change
      </Button>
      {offered.length > 0 && (
        <IconButton aria-haspopup="menu" aria-expanded={anchor !== null} aria-label={`More for ${user.username}`} onClick={(event) => setAnchor(event.currentTarget)}>
          <EllipsisVertical size={16} aria-hidden />
        </IconButton>
      )}
      <Menu open={anchor !== null} anchorEl={anchor} onClose={() => setAnchor(null)}>
        {offered.map(({ what, label }) => (
          <MenuItem
            key={what}
            onClick={() => {
              setAnchor(null);
              onOrder(what);
            }}
            sx={what === 'remove' ? { color: 'error.main' } : {}}
          >
            {label}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
