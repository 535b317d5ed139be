import { createTheme } from '@mui/material/styles';
import { componentStyles } from './component-styles.ts';
import { darkScheme, lightScheme } from './palette.ts';

export const sansFont = '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "Open Sans", "Helvetica Neue", sans-serif';
export const monoFont = 'ui-monospace, "SF Mono", "Cascadia Mono", "Segoe UI Mono", "Roboto Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';

/** Everything that is seen takes its colours, sizes and shapes from here. */
export const theme = createTheme({
  cssVariables: { colorSchemeSelector: 'data' },
  motion: { reducedMotion: 'system' },
  colorSchemes: {
    light: {
      palette: {
        primary: { main: '#0a5d68', dark: '#074650', light: '#2d7d87', contrastText: '#ffffff' },
        error: { main: '#a1123f' },
        warning: { main: '#835400' },
        success: { main: '#17683f' },
        info: { main: '#1d5b8a' },
        background: { default: '#f6f8f6', paper: '#ffffff' },
        text: { primary: '#14211f', secondary: '#4c5d5f', disabled: '#76868a' },
        divider: '#dde3e0',
        ...lightScheme,
      },
    },
    dark: {
      palette: {
        primary: { main: '#6fcdd2', dark: '#4fb3b9', light: '#9be0e3', contrastText: '#06282c' },
        error: { main: '#ff94aa' },
        warning: { main: '#edc264' },
        success: { main: '#7fd3a2' },
        info: { main: '#86c4f1' },
        background: { default: '#0f181a', paper: '#141f22' },
        text: { primary: '#e6eeed', secondary: '#a5b6b9', disabled: '#76898d' },
        divider: '#263438',
        ...darkScheme,
      },
    },
  },
  shape: { borderRadius: 6 },
  typography: {
    fontFamily: sansFont,
    fontSize: 13,
    h1: { fontSize: '1.375rem', fontWeight: 650, letterSpacing: '-0.012em', lineHeight: 1.3 },
    h2: { fontSize: '0.9375rem', fontWeight: 650, lineHeight: 1.4 },
    h3: { fontSize: '0.8125rem', fontWeight: 650, lineHeight: 1.45 },
    subtitle2: { fontSize: '0.75rem', fontWeight: 600, lineHeight: 1.4 },
    body1: { fontSize: '0.875rem', lineHeight: 1.55 },
    body2: { fontSize: '0.8125rem', lineHeight: 1.5 },
    caption: { fontSize: '0.75rem', lineHeight: 1.45 },
    button: { textTransform: 'none', fontWeight: 600, fontSize: '0.8125rem' },
  },
  components: componentStyles,
});
