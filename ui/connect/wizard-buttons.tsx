import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import ArrowLeft from 'lucide-react/icons/arrow-left';

interface WizardButtonsProps {
  readonly onBack: () => void;
  readonly next: string;
  /** Absent where the button sends the form that it stands in. */
  readonly onNext?: () => void;
  readonly isPending?: boolean;
  readonly isDisabled?: boolean;
}

/** Back and on, at the end of each step. */
export function WizardButtons({ onBack, next, onNext, isPending = false, isDisabled = false }: WizardButtonsProps) {
  return (
    <Box sx={{ display: 'flex', gap: 1, pt: 0.5 }}>
      <Button color="inherit" variant="outlined" startIcon={<ArrowLeft size={14} aria-hidden />} onClick={onBack} disabled={isPending}>
        Back
      </Button>
      <Button variant="contained" type={onNext ? 'button' : 'submit'} {...(onNext ? { onClick: onNext } : {})} loading={isPending} disabled={isDisabled}>
        {next}
      </Button>
    </Box>
  );
}
