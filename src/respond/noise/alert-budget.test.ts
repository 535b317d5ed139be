import { expect, it, onTestFinished } from 'vitest';
import { openLiveEvents } from '../../base/live/open-live-events.ts';
import type { FindingDraft } from '../../core/finding.ts';
import type { Severity } from '../../core/severity.ts';
import { activity, findingDraft } from '../../testing/builders.ts';
import { borrowTestStore } from '../../testing/open-test-store.ts';
import { quietLog } from '../../testing/quiet-log.ts';
import { decideFinding } from '../findings/decide-finding.ts';
import { findingQuerySchema } from '../findings/contract.ts';
import { getFinding, listFindings } from '../findings/list-findings.ts';
import { tellFindings } from './tell-findings.ts';

const clock = () => new Date('2026-11-20T18:00:00Z');
const grouped = 'noise/alert-budget';

async function openTelling(perDay: number, accounts: Record<string, number> = {}) {
  const store = await borrowTestStore();
  onTestFinished(() => store.close());
  const deps = { store, live: await openLiveEvents({ log: quietLog }), clock, budget: { perDay, accounts } };
  const tell = (...drafts: FindingDraft[]) => tellFindings(deps, drafts, { stateOf: () => 'on' });
  const list = async () => (await listFindings(store, findingQuerySchema.parse({ limit: 100 }), 'all')).findings;
  const found = async () => (await list()).map(({ producer, principal }) => (producer.kind === 'detector' ? grouped : (principal ?? ''))).sort().join(' ');
  const digest = async () => {
    const one = (await list()).find(({ producer }) => producer.id === grouped);
    return one ? getFinding(store, one.id, 'all') : null;
  };
  return { deps, tell, found, digest };
}

function alert(who: string, severity: Severity = 'low', { rule = 'aws/some', at = '2026-11-20T10:00:00.000Z', event = who, accountId = '111122223333' } = {}): FindingDraft {
  return findingDraft({ fingerprint: `${rule} ${accountId} ${who}`, producer: { kind: 'rule', id: rule }, title: `Title of ${rule}`, principal: who, severity, accountId, firstSeenAt: at, lastSeenAt: at, evidence: [{ kind: 'activity', activity: activity({ eventId: event, at }), raw: {} }] });
}

it('what is over the budget is told together, with all of its evidence', async () => {
  const { tell, found, digest } = await openTelling(2);
  await tell(alert('anna'), alert('bert'), alert('carl'), alert('dora', 'low', { rule: 'aws/other' }));
  expect(await found()).toBe(`anna bert ${grouped}`);
  expect(await digest()).toMatchObject({ severity: 'low', evidenceCount: 2, accountId: '111122223333', summary: expect.stringMatching(/2 alerts .*Title of aws\/other \(1\), Title of aws\/some \(1\)/) });
});

it('the most severe and the most precise come first, and high and critical are never held', async () => {
  const { deps, tell, found } = await openTelling(1);
  await tell(alert('past', 'low', { rule: 'aws/precise', at: '2026-11-18T10:00:00.000Z' }));
  const [past] = (await listFindings(deps.store, findingQuerySchema.parse({}), 'all')).findings;
  await decideFinding(deps, past?.id ?? '', { verdict: 'true-positive', note: '', by: 'somebody', scope: 'all' });
  await tell(alert('doubtful'), alert('proven', 'low', { rule: 'aws/precise' }));
  expect(await found()).toBe(`${grouped} past proven`);
  await tell(alert('loud', 'high'), alert('louder', 'critical'), alert('middling', 'medium'));
  expect(await found()).toBe(`loud louder ${grouped} past proven`);
});

it('reading the same again, in other parts and another order, changes nothing', async () => {
  const { tell, found, digest } = await openTelling(2);
  const drafts = ['anna', 'bert', 'carl', 'dora'].map((who) => alert(who));
  await tell(...drafts);
  const before = [await found(), (await digest())?.evidenceCount];
  for (const draft of drafts.toReversed()) await tell(draft);
  await tell(...drafts.toReversed());
  expect([await found(), (await digest())?.evidenceCount]).toEqual(before);
});

it('more evidence of what was told is no new alert, and what was held stays held until it becomes severe', async () => {
  const { tell, found, digest } = await openTelling(1);
  await tell(alert('anna'), alert('bert'));
  await tell(alert('anna', 'low', { event: 'again' }), alert('bert', 'low', { event: 'once more' }));
  expect(await found()).toBe(`anna ${grouped}`);
  expect(await digest()).toMatchObject({ evidenceCount: 2 });
  await tell(alert('bert', 'high', { event: 'worse' }));
  expect(await found()).toBe(`anna bert ${grouped}`);
});

it('each account and each day has a budget of its own', async () => {
  const { tell, found } = await openTelling(1, { '999988887777': 2 });
  await tell(alert('anna'), alert('bert', 'low', { at: '2026-11-19T10:00:00.000Z' }), alert('carl', 'low', { accountId: '999988887777' }), alert('dora', 'low', { accountId: '999988887777' }));
  expect(await found()).toBe('anna bert carl dora');
});
