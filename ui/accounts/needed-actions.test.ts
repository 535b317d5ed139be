import { expect, test } from 'vitest';
import { neededActions, permissionWords } from './needed-actions.ts';

const permissions = { 's3:GetBucketPolicy': 'allowed', 'cloudtrail:LookupEvents': 'denied', 'iam:ListUsers': 'unknown', 'ec2:DescribeInstances': 'allowed' } as const;

test('what is denied comes first, with the agents that cannot do their work without it', () => {
  const actions = neededActions({ permissions }, [{ title: 'CloudTrail watch', iamActions: ['cloudtrail:LookupEvents'] }, { title: 'Another', iamActions: [] }]);
  expect(actions.map(({ action }) => action)).toEqual(['cloudtrail:LookupEvents', 'iam:ListUsers', 'ec2:DescribeInstances', 's3:GetBucketPolicy']);
  expect(actions[0]?.neededBy).toEqual(['CloudTrail watch']);
});

test('permissions are counted in words, without those that are none', () => {
  expect(permissionWords({ permissions })).toBe('2 allowed, 1 denied, 1 unknown');
  expect(permissionWords({ permissions: { 'iam:ListUsers': 'allowed' } })).toBe('1 allowed');
  expect(permissionWords({ permissions: {} })).toBe('Not looked at yet');
});
