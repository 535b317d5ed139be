import { expect, it } from 'vitest';
import { inBytes, inUsd } from './in-bytes.ts';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_234, '1.2 kB'],
  [60_000_000, '60 MB'],
  [9_950_000_000, '9.9 GB'],
  [5e15, '5000 TB'],
])('says %d bytes as people do', (bytes, words) => {
  expect(inBytes(bytes)).toBe(words);
});

it.each([
  [0, '$0.00'],
  [0.00005, '$0.00005'],
  [0.05, '$0.05'],
  [0.0003, '$0.0003'],
  [0.14667, '$0.15'],
  [12.5, '$12.50'],
])('says %d dollars with the digits that they need', (usd, words) => {
  expect(inUsd(usd)).toBe(words);
});
