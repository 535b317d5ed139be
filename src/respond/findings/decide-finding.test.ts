import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { FindingDraft } from '../../core/finding.ts';
import { startServer } from '../../face/server/start-server.ts';
import { activity, findingDraft } from '../../testing/builders.ts';
import { openTestApp, testTokens } from '../../testing/open-test-app.ts';
import { recordFindings } from './record-findings.ts';
import { resolveFindings } from './resolve-findings.ts';

const detailSchema = z.looseObject({ id: z.string(), status: z.string() });

async function openFinding() {
  const { options, store, live } = await openTestApp();
  const deps = { store, live, clock: options.clock };
  const server = await startServer(options);
  onTestFinished(() => server.close());
  const ask = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const answer = await fetch(`${server.url}${path}`, { ...init, headers: { authorization: `Bearer ${testTokens.admin}`, 'content-type': 'application/json' } });
    return path.includes('export') ? answer.text() : answer.json();
  };
  const record = (draft: FindingDraft) => recordFindings(deps, [draft]);
  await record(findingDraft());
  const listed = z.object({ findings: z.array(detailSchema) }).parse(await ask('/api/findings'));
  const { id } = detailSchema.parse(listed.findings[0]);
  const decide = async (body: { verdict: string | null; note?: string }) => ask(`/api/findings/${id}/verdict`, { method: 'PUT', body: JSON.stringify(body) });
  return { ask, record, decide, id, events: live, resolve: () => resolveFindings(deps, [findingDraft().fingerprint]) };
}

it('keeps what a person decided, with who, when and why, and tells every open page', async () => {
  const { decide, events } = await openFinding();
  const told: unknown[] = [];
  events.subscribe((event) => told.push(event));
  const decided = await decide({ verdict: 'true-positive', note: '  It was Mallory.  ' });
  expect(decided).toMatchObject({ status: 'open', decision: { verdict: 'true-positive', note: 'It was Mallory.', by: expect.stringMatching(/./), at: expect.stringMatching(/^\d{4}-/) } });
  expect(told).toMatchObject([{ type: 'finding', isNew: false, finding: { decision: { verdict: 'true-positive' } } }]);
  await decide({ verdict: 'true-positive', note: 'It was Mallory.' });
  expect(told, 'the same decision again is no news').toHaveLength(1);
});

it.each(['benign', 'false-positive'])('%s closes the finding, and taking it back opens it again', async (verdict) => {
  const { decide } = await openFinding();
  expect(await decide({ verdict })).toMatchObject({ status: 'resolved' });
  expect(await decide({ verdict, note: 'a note added later' })).toMatchObject({ status: 'resolved' });
  expect(await decide({ verdict: null })).toMatchObject({ status: 'open', decision: null, decisions: [{ verdict: null }, { verdict, note: 'a note added later' }, { verdict, note: '' }] });
});

it('another verdict opens what the first one closed', async () => {
  const { decide } = await openFinding();
  await decide({ verdict: 'benign' });
  expect(await decide({ verdict: 'true-positive' })).toMatchObject({ status: 'open', decision: { verdict: 'true-positive' } });
});

it('what was closed for another reason stays closed when a verdict is taken back', async () => {
  const { decide, resolve } = await openFinding();
  await resolve();
  await decide({ verdict: 'false-positive' });
  expect(await decide({ verdict: null })).toMatchObject({ status: 'resolved', decision: null });
});

it('new evidence opens the finding again and leaves the verdict as it was', async () => {
  const { ask, decide, record, id } = await openFinding();
  await decide({ verdict: 'benign', note: 'a planned move' });
  const at = '2026-11-20T13:00:00.000Z';
  await record(findingDraft({ lastSeenAt: at, evidence: [{ kind: 'activity', activity: activity({ eventId: 'another', at }), raw: {} }] }));
  expect(await ask(`/api/findings/${id}`)).toMatchObject({ status: 'open', evidenceCount: 2, decision: { verdict: 'benign', note: 'a planned move' } });
});

it('findings are filtered by what was decided, and exported with it', async () => {
  const { ask, decide } = await openFinding();
  const countOf = async (verdict: string) => z.object({ findings: z.array(z.unknown()) }).parse(await ask(`/api/findings?verdict=${verdict}`)).findings.length;
  expect(await countOf('none')).toBe(1);
  await decide({ verdict: 'benign' });
  expect([await countOf('none'), await countOf('benign'), await countOf('true-positive')]).toEqual([0, 1, 0]);
  expect(await ask('/api/findings/export')).toMatch(/,verdict\r\n[^\r]*,benign\r\n/);
});

it('refuses a verdict that does not exist, and one about a finding that does not', async () => {
  const { ask, decide } = await openFinding();
  expect(await decide({ verdict: 'maybe' })).toMatchObject({ status: 400 });
  expect(await ask('/api/findings/nothing/verdict', { method: 'PUT', body: JSON.stringify({ verdict: 'benign' }) })).toMatchObject({ status: 404 });
});
