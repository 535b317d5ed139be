import { expect, it } from 'vitest';
import { activity, findingDraft } from '../../testing/builders.ts';
import { borrowTestStore, closingAfterEach } from '../../testing/open-test-store.ts';
import { forgetQuiet } from './forget-quiet.ts';
import { keepQuiet } from './keep-quiet.ts';
import { quietAlerts } from './tables.ts';

const borrow = closingAfterEach(borrowTestStore);
const now = new Date('2026-11-21T12:00:00Z');

it.each([
  { before: '2026-11-11T12:00:00Z', left: ['2026-10-22 counted', '2026-11-10 counted', '2026-11-11 whole', '2026-11-20 whole'] },
  { before: '2026-10-20T12:00:00Z', left: ['2026-10-20 whole', '2026-10-22 whole', '2026-11-10 whole', '2026-11-11 whole', '2026-11-20 whole'] },
])('forgets the records from before $before, and counts on as long as noise is measured', async ({ before, left }) => {
  const { db } = await borrow();
  for (const day of ['2026-10-19', '2026-10-20', '2026-10-22', '2026-11-10', '2026-11-11', '2026-11-20']) {
    await keepQuiet(db, [findingDraft({ evidence: [{ kind: 'activity', activity: activity({ eventId: day, at: `${day}T10:00:00Z` }), raw: { eventID: day } }] })], 'staged');
  }
  await forgetQuiet(db, { before: new Date(before), now });
  const rows = await db.select().from(quietAlerts).orderBy(quietAlerts.day);
  expect(rows.map(({ day, raw }) => `${day} ${raw === null ? 'counted' : 'whole'}`)).toEqual(left);
});
