import { expect, it, onTestFinished } from 'vitest';
import { openEmbeddedTestStore } from '../../../testing/open-test-store.ts';
import { loadRules } from '../sigma/load-rules.ts';
import { openRuleBook } from './rule-book.ts';

const { rules } = await loadRules([new URL('../../../../rules', import.meta.url).pathname]);

async function openBook() {
  const store = await openEmbeddedTestStore();
  onTestFinished(() => store.close());
  return { store, book: openRuleBook({ store, clock: () => new Date('2026-11-20T18:00:00Z'), rules }) };
}

it('writes the trials down when it is asked again after the store failed', async () => {
  const { store, book } = await openBook();
  await store.execute('alter table rule_trials rename to rule_trials_away');
  await expect(book.trials()).rejects.toThrow();
  await store.execute('alter table rule_trials_away rename to rule_trials');
  expect((await book.trials()).size).toBe(rules.length);
});

it('reads the decisions when it is asked again after the store failed', async () => {
  const { store, book } = await openBook();
  await store.execute('alter table rule_settings rename to rule_settings_away');
  await expect(book.decisions()).rejects.toThrow();
  await store.execute('alter table rule_settings_away rename to rule_settings');
  expect((await book.decisions()).stateOf('some-rule')).toBe('on');
});
