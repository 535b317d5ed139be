import { randomUUID } from 'node:crypto';
import { openLiveEvents } from '../../src/base/live/open-live-events.ts';
import { recordFindings } from '../../src/respond/findings/record-findings.ts';
import { activity, findingDraft } from '../../src/testing/builders.ts';
import { openEmbeddedTestStore } from '../../src/testing/open-test-store.ts';
import { quietLog } from '../../src/testing/quiet-log.ts';
import type { BenchCase } from '../bench-case.ts';

const batch = 200;

export const benchCase: BenchCase = {
  title: 'New findings recorded in the embedded store, each with one piece of evidence, against two plain inserts of the same size',
  unit: 'per second',
  better: 'higher',
  warmUp: 2,
  rounds: 9,
  async open() {
    const store = await openEmbeddedTestStore();
    const live = await openLiveEvents({ log: quietLog });
    await store.execute('create table plain (id text primary key, fact jsonb not null)');
    return {
      async subject() {
        const drafts = Array.from({ length: batch }, () => draft(randomUUID()));
        return perSecond(() => recordFindings({ store, live, clock: () => new Date() }, drafts));
      },
      against: {
        name: 'two plain inserts',
        async measure() {
          const drafts = Array.from({ length: batch }, () => draft(randomUUID()));
          return perSecond(async () => {
            for (const { fingerprint, evidence, ...facts } of drafts) {
              await store.execute('insert into plain values ($1, $2::jsonb)', [fingerprint, JSON.stringify(facts)]);
              await store.execute('insert into plain values ($1, $2::jsonb)', [`${fingerprint}/evidence`, JSON.stringify(evidence)]);
            }
          });
        },
      },
      async close() {
        await live.close();
        await store.close();
      },
    };
  },
};

function draft(id: string) {
  const happened = activity({ eventId: id });
  return findingDraft({ fingerprint: id, evidence: [{ kind: 'activity', activity: happened, raw: { ...happened } }] });
}

async function perSecond(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return batch / ((performance.now() - startedAt) / 1000);
}
