import { describe, expect, test } from 'vitest';
import { finding } from '../../src/testing/builders.ts';
import { formatPlainSearch, parsePlainSearch } from '../app/plain-search.ts';
import { findingSearchOf, findingSearchSchema, matchesSearch } from './finding-search.ts';

describe('the filters in the address', () => {
  test('come back as they were written, an account number as text', () => {
    const search = { account: '011122223333', severity: 'high', q: 'a bucket & more' } as const;
    expect(findingSearchSchema.parse(parsePlainSearch(formatPlainSearch(search)))).toEqual(search);
    expect(formatPlainSearch(search)).toContain('account=011122223333');
  });

  test('that are not understood are dropped, so that an old link still opens', () => {
    expect(findingSearchSchema.parse(parsePlainSearch('?severity=dreadful&region=us-east-1&colour=red'))).toEqual({ region: 'us-east-1' });
  });

  test('leave no question mark when there are none', () => {
    expect(formatPlainSearch({ q: '', account: undefined })).toBe('');
  });
});

describe('the question to the server', () => {
  test('is for open findings where the address does not say', () => {
    expect(findingSearchOf({})).toEqual({ status: 'open' });
    expect(findingSearchOf({ status: 'resolved' })).toEqual({ status: 'resolved' });
    expect(findingSearchOf({ status: 'all', account: '111122223333' })).toEqual({ accountId: '111122223333' });
  });
});

describe('a finding that has just arrived', () => {
  const arrived = finding({ severity: 'high', region: 'us-east-1', title: 'A trail was stopped', summary: 'mallory called StopLogging from 198.51.100.7' });
  test.each([
    [{}, true],
    [{ status: 'open', severity: 'high', region: 'us-east-1' }, true],
    [{ severity: 'low' }, false],
    [{ region: 'eu-west-1' }, false],
    [{ accountId: '999999999999' }, false],
    [{ producer: 'aws/cloudtrail/trail-stopped' }, true],
    [{ q: 'TRAIL mallory' }, true],
    [{ q: '198.51.100.7' }, true],
    [{ q: 'trail bucket' }, false],
    [{ verdict: 'none' }, true],
    [{ verdict: 'benign' }, false],
  ] as const)('fits %j: %s', (search, fits) => {
    expect(matchesSearch(arrived, search)).toBe(fits);
  });
});
