import { expect, it } from 'vitest';
import { closingLine } from './closing-line.ts';

function report(counts: { passed: number; failed: number; pending?: number; brokenFiles?: number }): string {
  return JSON.stringify({
    numPassedTests: counts.passed,
    numFailedTests: counts.failed,
    numPendingTests: counts.pending ?? 0,
    testResults: Array.from({ length: counts.brokenFiles ?? 0 }, () => ({ status: 'failed', assertionResults: [] })),
  });
}

it.each([
  ['all passed', report({ passed: 12, failed: 0 }), '12 passed, 0 failed'],
  ['some were skipped', report({ passed: 12, failed: 1, pending: 2 }), '12 passed, 1 failed, 2 skipped'],
  ['a file did not load', report({ passed: 12, failed: 0, brokenFiles: 1 }), '12 passed, 1 failed'],
  ['there is no report', undefined, '0 passed, 1 failed'],
])('says when %s', (_what, text, line) => {
  expect(closingLine(text)).toBe(line);
});
