import { describe, expect, test } from 'vitest';
import { attackTechnique, tagName } from './attack-technique.ts';
import { principalName } from './principal-name.ts';

describe('names', () => {
  test.each([
    ['arn:aws:iam::111122223333:user/teams/mallory', 'mallory'],
    ['arn:aws:iam::111122223333:root', 'root'],
    ['arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_PowerUserAccess_da4989383e9bbd35', 'PowerUserAccess (single sign-on)'],
    ['mallory', 'mallory'],
  ])('%s is called %s', (arn, name) => {
    expect(principalName(arn)).toBe(name);
  });

  test('techniques lead to the page that explains them', () => {
    expect(attackTechnique('attack.t1562.008')).toEqual({ label: 'T1562.008', href: 'https://attack.mitre.org/techniques/T1562/008/' });
    expect(attackTechnique('attack.t1530')).toEqual({ label: 'T1530', href: 'https://attack.mitre.org/techniques/T1530/' });
    expect(attackTechnique('attack.collection')).toBeUndefined();
  });

  test('other tags are words', () => {
    expect(tagName('attack.privilege-escalation')).toBe('Privilege escalation');
  });
});
