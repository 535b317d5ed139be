import { ZodError } from 'zod';
import type { CallLine } from '../answer-call.ts';
import { faultRuleSchema, type Faults } from '../faults/fault-rules.ts';
import type { HttpAnswer, HttpCall } from '../wire/http-call.ts';
import { describeWorld } from '../world/describe-world.ts';
import type { World } from '../world/world.ts';

interface Watched {
  readonly world: World;
  readonly faults: Faults;
  readonly calls: readonly CallLine[];
}

/** What stands beside the AWS endpoint: the ground truth, the world, the calls, the faults. */
export function answerAdmin(http: HttpCall, watched: Watched): HttpAnswer {
  const { world, faults, calls } = watched;
  const name = `${http.method} ${http.path.slice('/_sim/'.length)}`;
  switch (name) {
    case 'GET health':
      return json({ status: 'ok', isSimulated: true, seed: world.seed });
    case 'GET truth':
      return json({ seed: world.seed, startedAt: world.startedAt, stories: world.truth });
    case 'GET world':
      return json(describeWorld(world));
    case 'GET calls':
      return json({ calls });
    case 'GET faults':
      return json({ faults: faults.list() });
    case 'POST faults':
      return addFaults(http, faults);
    case 'DELETE faults':
      faults.clear();
      return json({ faults: [] });
    case 'GET costs':
      return json({ costs: world.costs.between(timeIn(http, 'from', world.startedAt, 30), timeIn(http, 'to', world.clock(), 0)) });
    case 'GET metrics':
      return json({ points: world.metrics.series(http.query.get('resource') ?? '', http.query.get('metric') ?? 'CPUUtilization', { from: timeIn(http, 'from', world.clock(), 1 / 24), to: timeIn(http, 'to', world.clock(), 0) }) });
    case 'GET logs':
      return json({ lines: world.logs.between(http.query.get('group') ?? '', { from: timeIn(http, 'from', world.clock(), 1 / 96), to: timeIn(http, 'to', world.clock(), 0) }) });
    default:
      return removeFault(http, faults);
  }
}

function addFaults(http: HttpCall, faults: Faults): HttpAnswer {
  try {
    const given: unknown = JSON.parse(Buffer.from(http.body).toString('utf8'));
    const rules = (Array.isArray(given) ? given : [given]).map((rule) => faultRuleSchema.parse(rule));
    return json({ ids: rules.map((rule) => faults.add(rule)) }, 201);
  } catch (error) {
    if (error instanceof ZodError) return json({ error: error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ') }, 400);
    if (error instanceof SyntaxError) return json({ error: 'The body is not JSON' }, 400);
    throw error;
  }
}

function removeFault(http: HttpCall, faults: Faults): HttpAnswer {
  const [, id] = /^\/_sim\/faults\/([\w-]+)$/.exec(http.path) ?? [];
  if (http.method === 'DELETE' && id !== undefined) return faults.remove(id) ? json({ removed: id }) : json({ error: `There is no fault ${id}` }, 404);
  return json({ error: `There is nothing at ${http.method} ${http.path}` }, 404);
}

function timeIn(http: HttpCall, name: string, otherwise: Date, daysBefore: number): Date {
  const given = Date.parse(http.query.get(name) ?? '');
  return Number.isNaN(given) ? new Date(otherwise.getTime() - daysBefore * 86_400_000) : new Date(given);
}

function json(value: unknown, status = 200): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
