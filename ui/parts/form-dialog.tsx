import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { type ReactNode, useId } from 'react';
import { Problem } from './problem.tsx';

interface FormDialogProps {
  readonly title: string;
  /** The word on the button that sends it. */
  readonly submit: string;
  readonly canSubmit: boolean;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  /** The fields, with the first of them focused. */
  readonly children: ReactNode;
}

/** A few fields that are sent together. */
export function FormDialog({ title, submit, canSubmit, isPending, error, onSubmit, onClose, children }: FormDialogProps) {
  const id = useId();
  return (
    <Dialog open onClose={isPending ? undefined : onClose} aria-labelledby={id} maxWidth="xs" fullWidth>
      <Box
        component="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (canSubmit && !isPending) onSubmit();
        }}
        sx={{ display: 'flex', flexDirection: 'column', minHeight: 0 }}
      >
        <DialogTitle id={id} component="h2" sx={{ fontSize: '1rem', fontWeight: 650, pb: 1 }}>
          {title}
        </DialogTitle>
        <DialogContent sx={{ fontSize: '0.8125rem', lineHeight: 1.55 }}>
          <Box sx={{ display: 'grid', gap: 2, pt: 1, gridTemplateColumns: 'minmax(0, 1fr)' }}>{children}</Box>
          <Problem error={error} sx={{ mt: 2 }} />
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button color="inherit" onClick={onClose} disabled={isPending}>
            Cancel
          </Button>
          <Button type="submit" variant="contained" loading={isPending} disabled={!canSubmit}>
            {submit}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}
