import { describe, expect, it } from 'vitest';
import { loadRules } from './load-rules.ts';
import { runRuleCase } from './run-rule-case.ts';

const set = await loadRules([new URL('../../../../rules', import.meta.url).pathname]);
const told = [...set.rules, ...set.correlations].filter(({ alerts }) => alerts);

describe('every built-in rule', () => {
  it('loads', () => {
    expect(set.refused).toEqual([]);
    expect(set.otherLogs).toBe(0);
    expect(told.length).toBeGreaterThan(0);
  });

  it('has a title of its own', () => {
    expect(new Set(told.map(({ file }) => file.title)).size).toBe(told.length);
  });

  describe.each(told)('$id', (rule) => {
    it('tells why it matters, what to do, what it names and which technique it sees', () => {
      expect(rule.file.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(rule.file.description).toBeTruthy();
      expect(rule.file.why).toBeTruthy();
      expect(rule.file.runbook).toBeTruthy();
      expect(rule.kind === 'correlation' || rule.file.resource.length > 0).toBe(true);
      expect(rule.file.falsepositives.length).toBeGreaterThan(0);
      expect(rule.file.references.length).toBeGreaterThan(0);
      expect(rule.file.tags.some((tag) => /^attack\.t\d{4}/.test(tag))).toBe(true);
    });

    it('carries events of its own', () => {
      expect(rule.file.tests).toBeDefined();
    });

    it.each(rule.file.tests?.firing ?? [])('fires on %j', (...given) => {
      expect(runRuleCase(set, rule, given.flat())).toBe(true);
    });

    it.each(rule.file.tests?.silent ?? [])('stays silent on %j', (...given) => {
      expect(runRuleCase(set, rule, given.flat())).toBe(false);
    });
  });
});

it('a folder that cannot be read is named', async () => {
  await expect(loadRules(['/no/such/folder'])).rejects.toMatchObject({ code: 'unreadable-file', message: expect.stringContaining('/no/such/folder') });
});
