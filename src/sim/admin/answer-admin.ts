import { z } from 'zod';
import type { CallLine } from '../answer-call.ts';
import { deliveryFaultSchema, type DeliveryFaults } from '../delivery/delivery-faults.ts';
import { faultRuleSchema, type Faults } from '../faults/fault-rules.ts';
import type { HttpAnswer, HttpCall } from '../wire/http-call.ts';
import { describeWorld, groundTruth } from '../world/describe-world.ts';
import type { World } from '../world/world.ts';

interface Watched {
  readonly world: World;
  readonly faults: Faults;
  readonly calls: readonly CallLine[];
}

const hourMs = 3_600_000;
const oneOrMoreRules = z.union([z.array(faultRuleSchema), faultRuleSchema.transform((rule) => [rule])]);
const oneOrMoreDeliveryFaults = z.union([z.array(deliveryFaultSchema), deliveryFaultSchema.transform((rule) => [rule])]);
const storySchema = z.strictObject({ storyId: z.string(), accountId: z.string().optional(), region: z.string().optional(), withinMs: z.number().int().positive().optional() });

/** What stands beside the AWS endpoint: the ground truth, the world, the calls, the faults. */
export function answerAdmin(http: HttpCall, watched: Watched): HttpAnswer {
  const { world, faults, calls } = watched;
  switch (`${http.method} ${http.path.slice('/_sim/'.length)}`) {
    case 'GET health':
      return json({ status: 'ok', isSimulated: true, seed: world.seed });
    case 'GET truth':
      return json(groundTruth(world));
    case 'POST stories':
      return withBody(http, storySchema, (order) => tellStory(world, order));
    case 'GET world':
      return json(describeWorld(world));
    case 'GET credentials':
      return json({ watcher: world.watcher, administrator: world.administrator });
    case 'GET calls':
      return json({ calls });
    case 'GET faults':
      return json({ faults: faults.list() });
    case 'POST faults':
      return withBody(http, oneOrMoreRules, (rules) => json({ ids: rules.map((rule) => faults.add(rule)) }, 201));
    case 'DELETE faults':
      faults.clear();
      return json({ faults: [] });
    case 'GET delivery-faults':
      return json({ faults: world.trailFiles.faults.list() });
    case 'POST delivery-faults':
      return withBody(http, oneOrMoreDeliveryFaults, (rules) => json({ ids: rules.map((rule) => world.trailFiles.faults.add(rule)) }, 201));
    case 'DELETE delivery-faults':
      world.trailFiles.faults.clear();
      return json({ faults: [] });
    case 'GET costs': {
      const { from, to } = windowIn(http, world, 90 * 24 * hourMs);
      return json({ costs: world.costs.between(from, to) });
    }
    case 'GET metrics':
      return json({ points: world.metrics.series(http.query.get('resource') ?? '', http.query.get('metric') ?? 'CPUUtilization', windowIn(http, world, hourMs)) });
    case 'GET logs':
      return json({ lines: world.logs.between(http.query.get('group') ?? '', windowIn(http, world, hourMs / 4)) });
    default:
      return removeFault(http, { faults, deliveryFaults: world.trailFiles.faults });
  }
}

function tellStory(world: World, order: z.output<typeof storySchema>): HttpAnswer {
  try {
    return json(world.tell(order), 201);
  } catch (error) {
    if (error instanceof RangeError) return json({ error: error.message }, 400);
    throw error;
  }
}

function withBody<T>(http: HttpCall, schema: z.ZodType<T>, answer: (body: T) => HttpAnswer): HttpAnswer {
  const given = parseJson(Buffer.from(http.body).toString('utf8'));
  if (given === undefined) return json({ error: 'The body is not JSON' }, 400);
  const parsed = schema.safeParse(given);
  return parsed.success ? answer(parsed.data) : json({ error: z.prettifyError(parsed.error) }, 400);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function removeFault(http: HttpCall, { faults, deliveryFaults }: { faults: Faults; deliveryFaults: DeliveryFaults }): HttpAnswer {
  const [, delivery, id] = /^\/_sim\/(delivery-)?faults\/([\w-]+)$/.exec(http.path) ?? [];
  if (http.method === 'DELETE' && id !== undefined) return (delivery === undefined ? faults : deliveryFaults).remove(id) ? json({ removed: id }) : json({ error: `There is no fault ${id}` }, 404);
  return json({ error: `There is nothing at ${http.method} ${http.path}` }, 404);
}

/** What `from` and `to` say; without them, the last so many milliseconds. */
function windowIn({ query }: HttpCall, { clock }: World, lengthMs: number): { from: Date; to: Date } {
  const to = timeFrom(query.get('to')) ?? clock();
  return { from: timeFrom(query.get('from')) ?? new Date(to.getTime() - lengthMs), to };
}

function timeFrom(text: string | null): Date | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms);
}

function json(value: unknown, status = 200): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
