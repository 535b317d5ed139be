import { expect, test } from 'vitest';
import { wordsOfUse } from './words-of-use.ts';

test.each([
  ['Credential used: discovery', { action: 'credential.used', detail: { name: 'robot', purpose: 'discovery' } }],
  ['Credential used: discovery, 12 times', { action: 'credential.used', detail: { purpose: 'discovery', times: 12 } }],
  ['Credential revoked: It was found in a log', { action: 'credential.revoked', detail: { because: 'It was found in a log', key: 'AKIA…1234' } }],
  ['Credential created', { action: 'credential.created', detail: {} }],
])('%s', (words, entry) => {
  expect(wordsOfUse(entry)).toBe(words);
});
