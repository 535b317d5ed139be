import { describe, expect, it } from 'vitest';
import type { LiveEvent } from '../../core/live-event.ts';
import type { FindingDraft } from '../../core/finding.ts';
import { openLiveEvents } from '../../base/live/open-live-events.ts';
import { activity, findingDraft } from '../../testing/builders.ts';
import { closingAfterEach, borrowTestStore } from '../../testing/open-test-store.ts';
import { quietLog } from '../../testing/quiet-log.ts';
import { findingQuerySchema, type FindingQuery } from './contract.ts';
import { exportFindings } from './export-findings.ts';
import { getFinding, listFindings } from './list-findings.ts';
import { recordFindings } from './record-findings.ts';
import { resolveFindings } from './resolve-findings.ts';
import { summariseFindings } from './summarise-findings.ts';

const open = closingAfterEach(borrowTestStore);
const clock = () => new Date('2026-11-20T12:30:00Z');

async function setUp() {
  const store = await open();
  const live = await openLiveEvents({ log: quietLog });
  const events: LiveEvent[] = [];
  live.subscribe((event) => events.push(event));
  const record = (...drafts: FindingDraft[]) => recordFindings({ store, live, clock }, drafts);
  const resolve = (...fingerprints: string[]) => resolveFindings({ store, live, clock }, fingerprints);
  const list = (query: Partial<FindingQuery> = {}) => listFindings(store, findingQuerySchema.parse(query), 'all');
  return { store, events, record, resolve, list };
}

function seen(eventId: string, at: string): Pick<FindingDraft, 'evidence' | 'firstSeenAt' | 'lastSeenAt'> {
  return { evidence: [{ kind: 'activity', activity: activity({ eventId, at }), raw: { eventID: eventId } }], firstSeenAt: at, lastSeenAt: at };
}

const noon = '2026-11-20T12:00:00.000Z';
const later = '2026-11-20T12:10:00.000Z';

describe('recording findings', () => {
  it('stores one finding per fingerprint, however often the same activity is read', async () => {
    const { record, list, events } = await setUp();
    expect(await record(findingDraft())).toEqual({ added: 1, changed: 0, unchanged: 0 });
    expect(await record(findingDraft(), findingDraft())).toEqual({ added: 0, changed: 0, unchanged: 1 });
    expect((await list()).findings).toHaveLength(1);
    expect(events).toHaveLength(1);
  });

  it('joins new evidence to the finding and widens its time, in whatever order it comes', async () => {
    const { record, list, events } = await setUp();
    await record(findingDraft(seen('b', later)));
    await record(findingDraft(seen('a', noon)));
    const [finding] = (await list()).findings;
    expect(finding).toMatchObject({ evidenceCount: 2, firstSeenAt: noon, lastSeenAt: later });
    expect(events.map((event) => event.type === 'finding' && event.isNew)).toEqual([true, false]);
  });

  it('says what its newest event says, in whatever order they come', async () => {
    const { record, list } = await setUp();
    await record(findingDraft({ ...seen('b', later), summary: 'the newer' }));
    await record(findingDraft({ ...seen('a', noon), summary: 'the older' }));
    expect((await list()).findings[0]?.summary).toBe('the newer');
    await record(findingDraft({ ...seen('c', '2026-11-20T12:20:00.000Z'), summary: 'the newest' }));
    expect((await list()).findings[0]?.summary).toBe('the newest');
  });

  it('keeps the highest severity that was seen', async () => {
    const { record, list } = await setUp();
    await record(findingDraft({ ...seen('a', noon), severity: 'critical' }));
    await record(findingDraft({ ...seen('b', later), severity: 'low' }));
    expect((await list()).findings[0]?.severity).toBe('critical');
  });

  it('makes one finding of many writers at once', async () => {
    const { record, list } = await setUp();
    await Promise.all(Array.from({ length: 10 }, (_, i) => record(findingDraft(seen(`event-${i}`, noon)))));
    const { findings } = await list();
    expect(findings).toHaveLength(1);
    expect(findings[0]?.evidenceCount).toBe(10);
  });

  it('counts a batch of known, changed and new findings apart, and keeps all of a large one', async () => {
    const { record, list, events } = await setUp();
    const numbered = (number: number, event = number) => findingDraft({ ...seen(`event-${event}`, noon), fingerprint: `print-${number}` });
    expect(await record(...Array.from({ length: 1_100 }, (_, i) => numbered(i)))).toEqual({ added: 1_100, changed: 0, unchanged: 0 });
    expect(await record(numbered(0), numbered(1, 5_000), numbered(2_000))).toEqual({ added: 1, changed: 1, unchanged: 1 });
    expect((await list({ q: 'trail', limit: 500 })).findings).toHaveLength(500);
    expect(events).toHaveLength(1_102);
  });

  it('keeps thousands of pieces of evidence of one finding', async () => {
    const { record, list } = await setUp();
    await record(...Array.from({ length: 4_500 }, (_, i) => findingDraft(seen(`event-${i}`, noon))));
    expect((await list()).findings[0]?.evidenceCount).toBe(4_500);
  });

  it('makes of overlapping batches of many writers what one writer would', async () => {
    const { record, list } = await setUp();
    const batch = (from: number) => Array.from({ length: 40 }, (_, i) => findingDraft({ ...seen(`event-${from}`, noon), fingerprint: `print-${String((from * 13 + i) % 60)}` }));
    await Promise.all(Array.from({ length: 6 }, (_, from) => record(...batch(from))));
    const { findings } = await list({ limit: 500 });
    expect(findings).toHaveLength(60);
    expect(findings.reduce((sum, { evidenceCount }) => sum + evidenceCount, 0)).toBe(240);
  });

  it('is resolved once, tells so, and opens again with new evidence only', async () => {
    const { record, resolve, list, events } = await setUp();
    const draft = findingDraft(seen('a', noon));
    await record(draft);
    expect(await resolve(draft.fingerprint)).toBe(1);
    expect(await resolve(draft.fingerprint)).toBe(0);
    expect((await list()).findings[0]?.status).toBe('resolved');
    expect(events).toHaveLength(2);
    await record(draft);
    expect((await list()).findings[0]?.status).toBe('resolved');
    await record(findingDraft(seen('b', later)));
    expect((await list()).findings[0]?.status).toBe('open');
  });

  it('shows the evidence newest first', async () => {
    const { store, record, list } = await setUp();
    await record(findingDraft(seen('old', noon)), findingDraft(seen('new', later)));
    const [finding] = (await list()).findings;
    const detail = await getFinding(store, finding?.id ?? '', 'all');
    expect(detail.evidence.map((piece) => piece.kind === 'activity' && piece.activity.eventId)).toEqual(['new', 'old']);
  });
});

describe('listing findings', () => {
  async function three() {
    const house = await setUp();
    await house.record(
      findingDraft({ ...seen('1', '2026-11-20T12:01:00.000Z'), fingerprint: 'a', severity: 'low', accountId: '1', title: 'A bucket was opened' }),
      findingDraft({ ...seen('2', '2026-11-20T12:02:00.000Z'), fingerprint: 'b', severity: 'critical', accountId: '2', region: 'eu-west-1' }),
      findingDraft({ ...seen('3', '2026-11-20T12:03:00.000Z'), fingerprint: 'c', severity: 'medium', accountId: '1', producer: { kind: 'rule', id: 'aws/s3/bucket-opened' } }),
    );
    return house;
  }
  const prints = ({ findings }: { findings: { fingerprint: string }[] }) => findings.map(({ fingerprint }) => fingerprint);

  it.each([
    [{}, ['c', 'b', 'a']],
    [{ order: 'asc' as const }, ['a', 'b', 'c']],
    [{ sort: 'severity' as const }, ['b', 'c', 'a']],
    [{ accountId: '1' }, ['c', 'a']],
    [{ region: 'eu-west-1' }, ['b']],
    [{ minSeverity: 'medium' as const }, ['c', 'b']],
    [{ severity: 'low' as const }, ['a']],
    [{ producer: 'aws/s3/bucket-opened' }, ['c']],
    [{ q: 'BUCKET opened' }, ['c', 'a']],
    [{ q: '100%' }, []],
    [{ since: '2026-11-20T12:02:00.000Z' }, ['c', 'b']],
    [{ status: 'resolved' as const }, []],
  ])('answers %j', async (query, expected) => {
    const { list } = await three();
    expect(prints(await list(query))).toEqual(expected);
  });

  it.each(['lastSeenAt', 'severity'] as const)('pages through everything once, by %s', async (sort) => {
    const { list } = await three();
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ sort, limit: 1, cursor });
      found.push(...prints(page));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(found).toHaveLength(3);
    expect(new Set(found).size).toBe(3);
  });

  it('refuses a cursor that it did not give out', async () => {
    const { list } = await setUp();
    await expect(list({ cursor: 'nonsense' })).rejects.toThrow('cursor');
  });

  it('counts by severity, account and producer', async () => {
    const { store } = await three();
    const summary = await summariseFindings(store, {}, 'all');
    expect(summary).toMatchObject({ total: 3, bySeverity: { low: 1, medium: 1, high: 0, critical: 1 } });
    expect(summary.byAccount).toEqual([
      { accountId: '1', count: 2 },
      { accountId: '2', count: 1 },
    ]);
  });

  it('exports what a spreadsheet can open without running it', async () => {
    const { store, record } = await setUp();
    await record(findingDraft({ principal: '=HYPERLINK("x")' }));
    const text = await new Response(exportFindings(store, findingQuerySchema.parse({}), { format: 'csv', scope: 'all' })).text();
    const [head, line] = text.split('\r\n');
    expect(head).toMatch(/^id,severity,status,title/);
    expect(line).toContain(`"'=HYPERLINK(""x"")"`);
  });

  it('exports each finding with its evidence as JSON lines', async () => {
    const { store, record } = await setUp();
    await record(findingDraft());
    const text = await new Response(exportFindings(store, findingQuerySchema.parse({}), { format: 'jsonl', scope: 'all' })).text();
    expect(JSON.parse(text.trim())).toMatchObject({ evidence: [{ kind: 'activity', raw: { eventName: 'StopLogging' } }] });
  });
});
