import { describe, expect, it } from 'vitest';
import { loadRules } from './load-rules.ts';

const { rules, refused } = await loadRules([new URL('../../../../rules', import.meta.url).pathname]);

describe('every built-in rule', () => {
  it('loads', () => {
    expect(refused).toEqual([]);
    expect(rules.length).toBeGreaterThan(0);
  });

  it('has an id of its own', () => {
    expect(new Set(rules.map((rule) => rule.file.id)).size).toBe(rules.length);
  });

  describe.each(rules)('$id', (rule) => {
    it('tells why it matters, what to do, what it names and which technique it sees', () => {
      expect(rule.file.why).toBeTruthy();
      expect(rule.file.runbook).toBeTruthy();
      expect(rule.file.resource.length).toBeGreaterThan(0);
      expect(rule.file.falsepositives.length).toBeGreaterThan(0);
      expect(rule.file.tags.some((tag) => /^attack\.t\d{4}/.test(tag))).toBe(true);
    });

    it('carries events of its own', () => {
      expect(rule.file.tests).toBeDefined();
    });

    it.each(rule.file.tests?.firing ?? [])('fires on %j', (event) => {
      expect(rule.matches(event)).toBe(true);
    });

    it.each(rule.file.tests?.silent ?? [])('stays silent on %j', (event) => {
      expect(rule.matches(event)).toBe(false);
    });
  });
});

it('a folder that cannot be read is named', async () => {
  await expect(loadRules(['/no/such/folder'])).rejects.toMatchObject({ code: 'unreadable-file', message: expect.stringContaining('/no/such/folder') });
});
