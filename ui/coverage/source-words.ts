import type { CoveragePlace } from '../../src/watch/activity/coverage/contract.ts';

export const sourceWords: Readonly<Record<NonNullable<CoveragePlace['source']>, string>> = {
  'lookup-events': 'LookupEvents',
  s3: "The trail's files",
  sqs: 'Files told by a queue',
  eventbridge: 'EventBridge',
  insights: 'CloudTrail Insights',
  file: 'Local files',
};
