import { expect, it } from 'vitest';
import { openLiveEvents } from '../../base/live/open-live-events.ts';
import type { FindingDraft } from '../../core/finding.ts';
import { activity, findingDraft } from '../../testing/builders.ts';
import { describeOnBothStores } from '../../testing/open-test-store.ts';
import { quietLog } from '../../testing/quiet-log.ts';
import { openRuleBook } from '../../watch/activity/rulebook/rule-book.ts';
import { decideFinding } from '../findings/decide-finding.ts';
import { findingQuerySchema } from '../findings/contract.ts';
import { getFinding, listFindings } from '../findings/list-findings.ts';
import { measureNoise } from './measure-noise.ts';
import { suggestExceptions } from './suggest-exceptions.ts';
import { tellFindings } from './tell-findings.ts';

const at = '2026-11-20T10:00:00.000Z';
const clock = () => new Date('2026-11-20T18:00:00Z');

function alert(rule: string, who: string): FindingDraft {
  const raw = { userIdentity: { arn: who }, sourceIPAddress: '192.0.2.1' };
  return findingDraft({ fingerprint: `${rule} ${who}`, producer: { kind: 'rule', id: rule }, principal: who, severity: 'low', firstSeenAt: at, lastSeenAt: at, evidence: [{ kind: 'activity', activity: activity({ eventId: `${rule} ${who}`, at }), raw }] });
}

describeOnBothStores('noise', (open) => {
  it('is told, held and counted the same, and exceptions are suggested from it', async () => {
    const store = await open();
    const live = await openLiveEvents({ log: quietLog });
    const book = openRuleBook({ store, clock });
    const deps = { store, live, clock, book, ruleIds: ['loud', 'trial'], promotion: { days: 7, alertsPerDay: 1, promote: 'by-person' as const }, matches: () => true };
    const tell = () => tellFindings({ ...deps, budget: { perDay: 2, accounts: {} } }, [...['anna', 'bert', 'carl'].map((who) => alert('loud', who)), alert('trial', 'anna')], { stateOf: (rule) => (rule === 'trial' ? 'staged' : 'on') });
    await tell();
    await tell();
    expect(await measureNoise(deps, { scope: 'all' })).toMatchObject([
      { ruleId: 'loud', week: { alerts: 3, overBudget: 1, staged: 0 }, decided: 0 },
      { ruleId: 'trial', week: { alerts: 1, overBudget: 0, staged: 1 } },
    ]);
    const { findings } = await listFindings(store, findingQuerySchema.parse({}), 'all');
    expect(findings.map(({ producer }) => producer.id).sort()).toEqual(['loud', 'loud', 'noise/alert-budget']);

    const told = findings.find(({ producer }) => producer.id === 'loud');
    await decideFinding(deps, told?.id ?? '', { verdict: 'benign', note: 'a robot', by: 'somebody', scope: 'all' });
    expect(await getFinding(store, told?.id ?? '', 'all')).toMatchObject({ status: 'resolved', decisions: [{ verdict: 'benign', note: 'a robot' }] });
    expect(await measureNoise(deps, { ruleId: 'loud', scope: 'all' })).toMatchObject([{ precision: 0, decided: 1, verdicts: { benign: 1, undecided: 1 } }]);
    expect(await suggestExceptions(deps, 'loud', 'all')).toMatchObject([{ silences: 1, of: 3, fields: [{ field: 'userIdentity.arn', value: told?.principal }, { field: 'sourceIPAddress', value: '192.0.2.1' }] }]);
  });
});
