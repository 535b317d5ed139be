import Box from '@mui/material/Box';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { useColorScheme } from '@mui/material/styles';
import Monitor from 'lucide-react/icons/monitor';
import Moon from 'lucide-react/icons/moon';
import Sun from 'lucide-react/icons/sun';

const modes = [
  { mode: 'system', label: 'System', icon: Monitor },
  { mode: 'light', label: 'Light', icon: Sun },
  { mode: 'dark', label: 'Dark', icon: Moon },
] as const;

export function ThemeSwitch() {
  const { mode, setMode } = useColorScheme();
  return (
    <Box>
      <Typography id="theme-label" variant="subtitle2" sx={{ color: 'text.secondary', mb: 0.75 }}>
        Theme
      </Typography>
      <ToggleButtonGroup exclusive fullWidth size="small" value={mode ?? 'system'} aria-labelledby="theme-label" onChange={(_, chosen: (typeof modes)[number]['mode'] | null) => chosen && setMode(chosen)}>
        {modes.map(({ mode: value, label, icon: Icon }) => (
          <ToggleButton key={value} value={value} sx={{ gap: 0.75 }}>
            <Icon size={14} aria-hidden />
            {label}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </Box>
  );
}
