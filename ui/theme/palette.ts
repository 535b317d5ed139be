import type { Severity } from '../../src/core/severity.ts';

/** A colour to write with and a ground to put it on; the pair has a contrast of at least 4.5 to 1, and so has the colour on paper. */
interface Tone {
  readonly main: string;
  readonly soft: string;
}

interface Scheme {
  readonly severity: Readonly<Record<Severity, Tone>>;
  readonly tone: Readonly<Record<'good' | 'bad' | 'warn' | 'quiet' | 'active', Tone>>;
  /** The navigation is night in both schemes. */
  readonly night: Readonly<Record<'ground' | 'raised' | 'text' | 'dim' | 'lamp' | 'line', string>>;
  readonly surface: Readonly<Record<'sunken' | 'hover' | 'selected' | 'line' | 'strongLine', string>>;
}

export const lightScheme: Scheme = {
  severity: {
    critical: { main: '#a1123f', soft: '#fbe6ec' },
    high: { main: '#ad3a0b', soft: '#fdeadf' },
    medium: { main: '#835400', soft: '#fbf0d6' },
    low: { main: '#1d5b8a', soft: '#e3eff8' },
    info: { main: '#52626a', soft: '#eaeeef' },
  },
  tone: {
    good: { main: '#17683f', soft: '#e1f2e8' },
    bad: { main: '#a1123f', soft: '#fbe6ec' },
    warn: { main: '#835400', soft: '#fbf0d6' },
    quiet: { main: '#52626a', soft: '#eaeeef' },
    active: { main: '#0a5d68', soft: '#dff0f1' },
  },
  night: { ground: '#0d2b30', raised: '#173e44', text: '#e8f1f0', dim: '#a5bfc0', lamp: '#f2b544', line: '#244a50' },
  surface: { sunken: '#eef1ef', hover: '#f3f6f4', selected: '#e2f0f0', line: '#dde3e0', strongLine: '#b9c5c2' },
};

export const darkScheme: Scheme = {
  severity: {
    critical: { main: '#ff94aa', soft: '#42202b' },
    high: { main: '#ffa676', soft: '#42291c' },
    medium: { main: '#edc264', soft: '#3a2f17' },
    low: { main: '#86c4f1', soft: '#1b3243' },
    info: { main: '#a9b8bc', soft: '#273236' },
  },
  tone: {
    good: { main: '#7fd3a2', soft: '#18352a' },
    bad: { main: '#ff94aa', soft: '#42202b' },
    warn: { main: '#edc264', soft: '#3a2f17' },
    quiet: { main: '#a9b8bc', soft: '#273236' },
    active: { main: '#6fcdd2', soft: '#143539' },
  },
  night: { ground: '#0a1a1d', raised: '#15302f', text: '#e3eceb', dim: '#94adae', lamp: '#f2b544', line: '#1d3336' },
  surface: { sunken: '#0c1416', hover: '#1a2528', selected: '#17353a', line: '#263438', strongLine: '#41555a' },
};
