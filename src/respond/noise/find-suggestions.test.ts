import { expect, it } from 'vitest';
import type { Verdict } from '../../core/verdict.ts';
import { findSuggestions, type PastAlert } from './find-suggestions.ts';

const role = (name: string) => ({ type: 'AssumedRole', arn: `arn:aws:sts::1:assumed-role/${name}/session`, sessionContext: { sessionIssuer: { arn: `arn:aws:iam::1:role/${name}` } } });
const deploy = { userIdentity: role('Deploy'), sourceIPAddress: '198.51.100.7', userAgent: 'Terraform/1.9', recipientAccountId: '1' };
const roleField = { field: 'userIdentity.sessionContext.sessionIssuer.arn', value: 'arn:aws:iam::1:role/Deploy' };

let number = 0;
const alert = (verdict: Verdict | null, records: readonly unknown[], day = '2026-11-20'): PastAlert => ({ findingId: `finding-${(number += 1)}`, day, verdict, records });

it('proposes every field that harmless alerts share, with what it would silence', () => {
  const alerts = [alert('benign', [deploy]), alert('false-positive', [deploy, deploy]), alert(null, [deploy]), alert(null, [{ ...deploy, sourceIPAddress: '203.0.113.9' }])];
  const [first] = findSuggestions(alerts);
  expect(first).toMatchObject({
    why: 'judged',
    fields: [roleField, { field: 'sourceIPAddress', value: '198.51.100.7' }, { field: 'userAgent', value: 'Terraform/*' }, { field: 'recipientAccountId', value: '1' }],
    silences: 3,
    of: 4,
    judgedHarmless: 2,
    undecided: 1,
    hidesTrue: 0,
  });
});

it('never proposes what would have hidden an event of a true finding', () => {
  const stolen = { ...deploy, userAgent: 'curl/8' };
  expect(findSuggestions([alert('benign', [deploy]), alert('true-positive', [{ other: true }, deploy])])).toEqual([]);
  const [first, ...others] = findSuggestions([alert('benign', [deploy]), alert('true-positive', [stolen])]);
  expect(first?.fields).toContainEqual({ field: 'userAgent', value: 'Terraform/*' });
  expect(others).toEqual([]);
});

it('widens an address to its network, and leaves out what differs', () => {
  const alerts = [alert('benign', [deploy]), alert('benign', [{ ...deploy, sourceIPAddress: '198.51.100.99', userAgent: 'Pulumi/3' }])];
  expect(findSuggestions(alerts)[0]).toMatchObject({ silences: 2, fields: [roleField, { field: 'sourceIPAddress', value: '198.51.100.*' }, { field: 'recipientAccountId', value: '1' }] });
});

it('proposes what is the same again and again, once it is often enough and on several days', () => {
  const again = (count: number, day: string) => Array.from({ length: count }, () => alert(null, [deploy], day));
  expect(findSuggestions(again(4, '2026-11-20'))).toEqual([]);
  expect(findSuggestions(again(9, '2026-11-20'))).toEqual([]);
  expect(findSuggestions([...again(4, '2026-11-20'), ...again(1, '2026-11-19')])).toMatchObject([{ why: 'repeated', silences: 5, undecided: 5 }]);
});

it('an alert is silenced only when all of its events are covered', () => {
  const mixed = alert(null, [deploy, { ...deploy, userIdentity: role('Someone') }]);
  expect(findSuggestions([alert('benign', [deploy]), mixed])[0]).toMatchObject({ silences: 1, of: 2 });
});

it('wildcards in a value are meant as they are written', () => {
  const odd = { userIdentity: { arn: 'arn:aws:iam::1:user/a*b' }, sourceIPAddress: '192.0.2.1' };
  const [first] = findSuggestions([alert('benign', [odd]), alert(null, [{ userIdentity: { arn: 'arn:aws:iam::1:user/aXb' }, sourceIPAddress: '192.0.2.1' }])]);
  expect(first).toMatchObject({ silences: 1, fields: [{ field: 'userIdentity.arn', value: String.raw`arn:aws:iam::1:user/a\*b` }, expect.anything()] });
});

it('an account alone is no exception', () => {
  expect(findSuggestions([alert('benign', [{ recipientAccountId: '1' }])])).toEqual([]);
});
