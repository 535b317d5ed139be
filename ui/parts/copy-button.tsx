import Button from '@mui/material/Button';
import Check from 'lucide-react/icons/check';
import Copy from 'lucide-react/icons/copy';
import X from 'lucide-react/icons/x';
import { useEffect, useState } from 'react';

type Outcome = 'none' | 'copied' | 'refused';
const words = { none: undefined, copied: 'Copied', refused: 'The browser refused' } as const;
const icons = { none: Copy, copied: Check, refused: X } as const;

export function CopyButton({ label, text }: { label: string; text: () => string }) {
  const [outcome, setOutcome] = useState<Outcome>('none');
  useEffect(() => {
    if (outcome === 'none') return undefined;
    const timer = setTimeout(() => setOutcome('none'), 2_000);
    return () => clearTimeout(timer);
  }, [outcome]);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text());
      setOutcome('copied');
    } catch {
      setOutcome('refused');
    }
  }

  const Icon = icons[outcome];
  return (
    <Button variant="text" onClick={() => void copy()} startIcon={<Icon size={14} aria-hidden />} aria-live="polite" sx={{ whiteSpace: 'nowrap', flexShrink: 0 }}>
      {words[outcome] ?? label}
    </Button>
  );
}
