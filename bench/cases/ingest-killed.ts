import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckDb } from '../../src/base/lake/open-duckdb.ts';
import { openStore } from '../../src/base/store/open-store.ts';
import type { BenchCase } from '../bench-case.ts';
import { openBenchCorpus } from '../bench-corpus.ts';
import { runIngest } from '../run-ingest.ts';

const kills = 100;
/** From before the first file is opened to some way into the work. */
const killWithinMs = 5_000;

export const benchCase: BenchCase = {
  title: `Events and findings lost or doubled when watchkeeper ingest is killed ${kills} times at random moments and then left to end, against an ingest that is left alone`,
  unit: 'events and findings',
  better: 'lower',
  warmUp: 0,
  rounds: 1,
  async open() {
    const corpus = await openBenchCorpus();
    const root = await mkdtemp(join(tmpdir(), 'watchkeeper-bench-kills-'));
    const calm = join(root, 'calm');
    let details: Record<string, unknown> = {};
    return {
      async subject() {
        await runIngest([corpus.folder, '--data', calm]);
        const ended: string[] = [];
        for (let died = 0; died < kills; ) {
          const { wasKilled } = await runIngest([corpus.folder, '--data', join(root, `killed-${ended.length}`)], { killAfterMs: 400 + Math.random() * killWithinMs });
          if (wasKilled) died += 1;
          else ended.push(join(root, `killed-${ended.length}`));
        }
        const last = join(root, `killed-${ended.length}`);
        await runIngest([corpus.folder, '--data', last]);
        const expected = await contentOf(calm);
        const wrongs: Wrong[] = [];
        for (const folder of [...ended, last]) wrongs.push(wrongIn(await contentOf(folder), expected));
        details = { kills, events: expected.events, findings: expected.findings.size, ingests: wrongs };
        return wrongs.reduce((sum, { lost, doubled, findings }) => sum + lost + doubled + findings, 0);
      },
      against: { name: 'one would be too many', limit: 1 },
      details: () => details,
      async close() {
        await corpus.remove();
        await rm(root, { recursive: true, force: true });
      },
    };
  },
};

interface Wrong {
  readonly lost: number;
  readonly doubled: number;
  /** That are not as those of the ingest which was left alone. */
  readonly findings: number;
}

function wrongIn(got: Content, expected: Content): Wrong {
  const findings = new Set([...expected.findings, ...got.findings].filter((one) => !(expected.findings.has(one) && got.findings.has(one))));
  return { lost: expected.distinct - got.distinct, doubled: got.events - got.distinct, findings: findings.size };
}

interface Content {
  readonly events: number;
  readonly distinct: number;
  /** Each as one text of what must be the same. */
  readonly findings: ReadonlySet<string>;
}

async function contentOf(data: string): Promise<Content> {
  const folder = join(data, 'lake');
  const duckdb = openDuckDb({ folder, memoryMb: 512, threads: 2 });
  const [row] = await duckdb.rows(`select count(*)::double as events, count(distinct event_id)::double as found from read_parquet('${join(folder, 'activity')}/**/*.parquet')`);
  await duckdb.close();
  const store = await openStore({ dataFolder: data, databaseUrl: undefined });
  const { rows } = await store.execute('select fingerprint, severity, first_seen_at, last_seen_at, evidence_count, (select count(*)::int from finding_evidence e where e.finding_id = f.id) as pieces from findings f');
  await store.close();
  return { events: Number(row?.['events']), distinct: Number(row?.['found']), findings: new Set(rows.map((one) => JSON.stringify(one))) };
}
