import type { Components, CssVarsTheme, Theme } from '@mui/material/styles';

type Styles = Components<Omit<Theme, 'components' | 'palette'> & CssVarsTheme>;

export const componentStyles: Styles = {
  MuiCssBaseline: {
    styleOverrides: (theme) => ({
      body: { fontVariantNumeric: 'tabular-nums', WebkitFontSmoothing: 'antialiased' },
      '::selection': { backgroundColor: theme.vars.palette.tone.active.soft },
      ':focus-visible': { outline: `2px solid ${theme.vars.palette.primary.main}`, outlineOffset: 2 },
      a: { color: theme.vars.palette.primary.main },
      'h1:focus, h2:focus, main:focus': { outline: 'none' },
      '@media (prefers-reduced-motion: reduce)': {
        '*, *::before, *::after': { animationDuration: '0.01ms !important', animationIterationCount: '1 !important', transitionDuration: '0s !important', scrollBehavior: 'auto !important' },
      },
    }),
  },
  MuiButtonBase: { defaultProps: { disableRipple: true } },
  MuiButton: {
    defaultProps: { size: 'small', disableElevation: true },
    styleOverrides: {
      root: { minHeight: 32, paddingInline: 12 },
      outlined: ({ theme }) => ({ borderColor: theme.vars.palette.surface.strongLine }),
    },
  },
  MuiIconButton: { defaultProps: { size: 'small' }, styleOverrides: { root: { borderRadius: 6, minWidth: 32, minHeight: 32 } } },
  MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: 'none' } } },
  MuiPopover: { styleOverrides: { paper: ({ theme }) => ({ border: `1px solid ${theme.vars.palette.surface.line}` }) } },
  MuiCard: {
    defaultProps: { variant: 'outlined' },
    styleOverrides: { root: ({ theme }) => ({ borderColor: theme.vars.palette.surface.line, overflow: 'clip' }) },
  },
  MuiTableCell: {
    styleOverrides: {
      root: ({ theme }) => ({ padding: '7px 12px', fontSize: '0.8125rem', lineHeight: 1.45, borderColor: theme.vars.palette.surface.line }),
      head: ({ theme }) => ({
        fontSize: '0.75rem',
        fontWeight: 600,
        whiteSpace: 'nowrap',
        color: theme.vars.palette.text.secondary,
        backgroundColor: theme.vars.palette.background.paper,
      }),
    },
  },
  MuiTextField: { defaultProps: { size: 'small' } },
  MuiOutlinedInput: {
    styleOverrides: {
      root: ({ theme }) => ({ backgroundColor: theme.vars.palette.background.paper, fontSize: '0.8125rem' }),
      notchedOutline: ({ theme }) => ({ borderColor: theme.vars.palette.surface.strongLine }),
    },
  },
  MuiSelect: { defaultProps: { size: 'small' } },
  MuiMenuItem: { styleOverrides: { root: { fontSize: '0.8125rem', minHeight: 34 } } },
  MuiTooltip: { defaultProps: { arrow: true, enterDelay: 300 } },
  MuiLink: { defaultProps: { underline: 'hover' } },
  MuiSkeleton: { defaultProps: { animation: 'wave' } },
  MuiToggleButton: { styleOverrides: { root: { textTransform: 'none', padding: '4px 10px', fontSize: '0.8125rem' } } },
};
