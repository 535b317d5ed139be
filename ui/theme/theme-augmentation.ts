import type {} from '@mui/material/themeCssVarsAugmentation';
import type { lightScheme } from './palette.ts';

type Scheme = typeof lightScheme;

declare module '@mui/material/styles' {
  interface Palette extends Scheme {}
  interface PaletteOptions extends Scheme {}
}
