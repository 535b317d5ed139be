import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { type ReactNode, useId } from 'react';
import { Problem } from './problem.tsx';

interface ConfirmDialogProps {
  /** The question. */
  readonly title: string;
  /** What will happen, and whether it can be undone. */
  readonly children: ReactNode;
  /** The word on the button that does it. */
  readonly confirm: string;
  readonly isOpen: boolean;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks once more before something is ended or taken away. */
export function ConfirmDialog({ title, children, confirm, isOpen, isPending, error, onConfirm, onClose }: ConfirmDialogProps) {
  const id = useId();
  return (
    <Dialog open={isOpen} onClose={isPending ? undefined : onClose} aria-labelledby={id} maxWidth="xs" fullWidth>
      <DialogTitle id={id} component="h2" sx={{ fontSize: '1rem', fontWeight: 650, pb: 1 }}>
        {title}
      </DialogTitle>
      <DialogContent sx={{ fontSize: '0.8125rem', lineHeight: 1.55 }}>
        <Box sx={{ display: 'grid', gap: 1.5 }}>{children}</Box>
        <Problem error={error} sx={{ mt: 1.5 }} />
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button color="inherit" onClick={onClose} disabled={isPending} autoFocus>
          Cancel
        </Button>
        <Button variant="contained" color="error" onClick={onConfirm} loading={isPending}>
          {confirm}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
