import { z } from 'zod';

const reportSchema = z.looseObject({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  testResults: z.array(z.looseObject({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

/** What a program reads of a test run: `12 passed, 0 failed`. A file that could not even be loaded counts as one failure. */
export function closingLine(report: string | undefined): string {
  if (report === undefined) return '0 passed, 1 failed';
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = reportSchema.parse(JSON.parse(report));
  const brokenFiles = testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length;
  const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
  return `${numPassedTests} passed, ${numFailedTests + brokenFiles} failed${skipped}`;
}
