import Card from '@mui/material/Card';
import Drawer from '@mui/material/Drawer';
import useMediaQuery from '@mui/material/useMediaQuery';
import { useTheme } from '@mui/material/styles';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { FindingDetailPanel } from './finding-detail-panel.tsx';

const route = getRouteApi('/shell/findings/$id');

/** Beside the list where there is room, over it where there is not. */
export function FindingRoute() {
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const theme = useTheme();
  const isWide = useMediaQuery(theme.breakpoints.up('lg'));

  function close(): void {
    void navigate({ to: '/findings', search }).then(() => document.querySelector<HTMLElement>(`[data-finding="${CSS.escape(id)}"]`)?.focus());
  }
  useEscape(isWide, close);

  const panel = <FindingDetailPanel key={id} id={id} search={search} onClose={close} />;
  if (isWide) return <Card sx={{ maxHeight: 'calc(100dvh - 120px)', overflow: 'auto' }}>{panel}</Card>;
  return (
    <Drawer anchor="right" open onClose={close} slotProps={{ paper: { 'aria-label': 'Finding', sx: { width: 'min(100vw, 640px)' } } }}>
      {panel}
    </Drawer>
  );
}

/** The drawer has its own; the panel beside the list gets one. */
function useEscape(isActive: boolean, close: () => void): void {
  useEffect(() => {
    if (!isActive) return undefined;
    function press(event: KeyboardEvent): void {
      if (event.key === 'Escape' && document.querySelector('[role="menu"], [role="listbox"]') === null) close();
    }
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  });
}
