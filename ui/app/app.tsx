import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import CssBaseline from '@mui/material/CssBaseline';
import { ThemeProvider } from '@mui/material/styles';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { liveEventApplier } from '../api/apply-live-event.ts';
import { LiveContext } from '../api/live-context.ts';
import { createLiveStream } from '../api/live-stream.ts';
import { theme } from '../theme/theme.ts';
import { createAppRouter } from './create-app-router.tsx';
import { createQueryClient } from './create-query-client.ts';
import { checkSession, endSession } from './end-session.ts';

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
const styleCache = createCache({ key: 'wk', ...(nonce ? { nonce } : {}) });

const queryClient = createQueryClient(() => void endSession(queryClient, router));
const router = createAppRouter(queryClient);
const liveStream = createLiveStream('/api/events', {
  opened: () => void queryClient.invalidateQueries(),
  refused: () => void checkSession(queryClient, router),
});
liveStream.onEvent(liveEventApplier(queryClient));

export function App() {
  return (
    <StrictMode>
      <CacheProvider value={styleCache}>
        <ThemeProvider theme={theme} defaultMode="system">
          <CssBaseline enableColorScheme />
          <QueryClientProvider client={queryClient}>
            <LiveContext value={liveStream}>
              <RouterProvider router={router} />
            </LiveContext>
          </QueryClientProvider>
        </ThemeProvider>
      </CacheProvider>
    </StrictMode>
  );
}
