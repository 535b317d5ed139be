import type { AuditEntry } from './audit.ts';

/** What works around the clock uses the same again and again: the first time is an entry of its own, what follows within the hour is one together, with every run in it. */
export interface Repeats {
  /** What is to be written now: the entry itself, and what has gathered before it. */
  take(entry: AuditEntry, at: Date): AuditEntry[];
  /** What has gathered for long enough. */
  due(at: Date): AuditEntry[];
  /** All that has gathered. */
  all(): AuditEntry[];
}

const gatherMs = 3_600_000;
const mostRuns = 500;

interface Gathering {
  readonly since: number;
  readonly entry: AuditEntry;
  from: string;
  to: string;
  times: number;
  runs: string[];
}

export function gatherRepeats(): Repeats {
  const gathered = new Map<string, Gathering>();

  function end(key: string, gathering: Gathering): AuditEntry[] {
    gathered.delete(key);
    return summaryOf(gathering);
  }

  return {
    take(entry, at) {
      // What a person does is rare, and each time is of interest.
      if (entry.actor.kind !== 'agent') return [entry];
      const { runId, usedAt: _usedAt, ...detail } = entry.detail ?? {};
      const key = JSON.stringify([entry.actor, entry.action, entry.subject, entry.address, detail]);
      const known = gathered.get(key);
      if (!known || at.getTime() - known.since >= gatherMs || known.runs.length >= mostRuns) {
        const before = known ? end(key, known) : [];
        gathered.set(key, { since: at.getTime(), entry: { ...entry, detail }, from: '', to: '', times: 0, runs: [] });
        return [...before, entry];
      }
      if (known.times === 0) known.from = at.toISOString();
      known.to = at.toISOString();
      known.times += 1;
      if (typeof runId === 'string' && !known.runs.includes(runId)) known.runs.push(runId);
      return [];
    },
    due: (at) => [...gathered].filter(([, { since }]) => at.getTime() - since >= gatherMs).flatMap(([key, one]) => end(key, one)),
    all: () => [...gathered].flatMap(([key, one]) => end(key, one)),
  };
}

function summaryOf({ entry, times, from, to, runs }: Gathering): AuditEntry[] {
  return times === 0 ? [] : [{ ...entry, detail: { ...entry.detail, times, from, to, ...(runs.length === 0 ? {} : { runs }) } }];
}
