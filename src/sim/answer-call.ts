import { randomUUID } from 'node:crypto';
import { iamActionFor } from '../core/iam-action.ts';
import { authorise } from './access/authorise.ts';
import type { Caller } from './access/caller.ts';
import { resolveCaller } from './access/resolve-caller.ts';
import { openSessions } from './access/sessions.ts';
import { AwsRefusal } from './aws-refusal.ts';
import type { CallContext } from './call-context.ts';
import { openCallRates } from './call-rates.ts';
import type { Handler } from './define-handlers.ts';
import { refusalByFault } from './faults/fault-refusal.ts';
import type { Fault, Faults } from './faults/fault-rules.ts';
import type { HandlerTable } from './load-handlers.ts';
import { recordOf } from './record-call.ts';
import { serviceRefusal } from './service-refusals.ts';
import { findService } from './wire/find-service.ts';
import type { HttpAnswer, HttpCall } from './wire/http-call.ts';
import { readCall, type AwsCall } from './wire/read-call.ts';
import { serviceModel, type ServiceModel } from './wire/service-model.ts';
import { writeAnswer } from './wire/write-answer.ts';
import { writeRefusal } from './wire/write-refusal.ts';
import type { SimRegion, World } from './world/world.ts';

/** One answered call, for those who watch the simulator. */
export interface CallLine {
  readonly at: string;
  readonly service: string;
  readonly operation: string;
  readonly accountId: string;
  readonly region: string;
  readonly caller: string;
  readonly status: number;
  readonly error: string | null;
}

export interface CallAnswer {
  readonly answer: HttpAnswer;
  /** What to do to the answer on its way out. */
  readonly faults: readonly Fault[];
}

export interface Answering {
  readonly world: World;
  readonly handlers: HandlerTable;
  readonly faults: Faults;
  readonly endpoint: () => string;
  readonly onCall: (line: CallLine) => void;
}

/** What has become known of a request on its way through the gates. */
interface Progress {
  readonly http: HttpCall;
  readonly signal: AbortSignal;
  readonly requestId: string;
  readonly now: Date;
  region: string;
  faults: readonly Fault[];
  model?: ServiceModel;
  caller?: Caller;
  call?: AwsCall;
}

/** From an HTTP request to an HTTP answer, through the same gates in the same order as AWS. */
export function openAnswering(sim: Answering): (http: HttpCall, signal: AbortSignal) => Promise<CallAnswer> {
  const { world, handlers } = sim;
  const sessions = openSessions();
  const isTooFast = openCallRates();

  async function pass(progress: Progress): Promise<HttpAnswer> {
    const { http, signal, requestId, now } = progress;
    const service = findService(http);
    if (service === undefined) throw new AwsRefusal('UnknownOperationException', 'The simulator does not serve what this request was signed for', { status: 404 });
    const model = await serviceModel(service);
    progress.model = model;
    const { caller, signature } = resolveCaller(http, { service, world, sessions, now });
    progress.caller = caller;
    progress.region = signature.region;
    const call = await readCall(model, http);
    progress.call = call;

    const place = { accountId: caller.account.id, region: signature.region };
    progress.faults = sim.faults.strike({ ...place, service, operation: call.operation.name });
    const planted = refusalByFault(progress.faults, service);
    if (planted) throw planted;
    const handler = handlerOf(handlers, call);
    const context: CallContext = { world, account: caller.account, region: regionOf(caller, signature.region, model), caller, sessions, now, requestId, endpoint: sim.endpoint(), signal };
    const actions = handler.actions?.(call.input, context) ?? [iamActionFor(service, call.operation.name)];
    if (actions.some((action) => isTooFast({ ...place, action, now }))) throw serviceRefusal(service, 'throttled', 'Rate exceeded');
    refuseMissing(call);
    if (handler.isOpen !== true) {
      const resources = [handler.resource?.(call.input, context) ?? '*'].flat();
      const conditions = handler.conditions?.(call.input) ?? {};
      authorise(world, caller, { service, actions, resources, conditions, sourceAddress: http.sourceAddress, userAgent: http.headers['user-agent'] ?? '', region: signature.region, now });
    }
    return writeAnswer(model, call.operation, { output: await handler.run(call.input, context), requestId });
  }

  /** As CloudTrail keeps it: in the caller's account, and in that of what was called where the service says so. */
  function record({ http, caller, call, region, now, requestId }: Progress, refusal: AwsRefusal | undefined): void {
    if (!call || !caller) return;
    const handler = handlers.get(call.model.service)?.get(call.operation.name);
    if (!handler || handler.isData === true) return;
    const written = recordOf(call, { http, caller, region, now, requestId, refusal });
    world.activity.add(written);
    const other = handler.alsoIn?.(call.input);
    if (other === undefined || other === caller.account.id || refusal || !world.accounts.has(other)) return;
    world.activity.add({ ...written, eventID: randomUUID(), recipientAccountId: other });
  }

  return async (http, signal) => {
    world.advance();
    const progress: Progress = { http, signal, requestId: randomUUID(), now: world.clock(), region: '', faults: [] };
    let refusal: AwsRefusal | undefined;
    let answer: HttpAnswer;
    try {
      answer = await pass(progress);
    } catch (error) {
      if (!(error instanceof AwsRefusal)) throw error;
      refusal = error;
      answer = writeRefusal(progress.model, error, progress.requestId);
    }
    record(progress, refusal);
    sim.onCall(lineOf(progress, answer, refusal));
    // AWS's own time, by which clients set their clocks.
    return { answer: { ...answer, headers: { ...answer.headers, date: progress.now.toUTCString() } }, faults: progress.faults };
  };
}

function lineOf({ now, model, call, caller, region }: Progress, { status }: HttpAnswer, refusal: AwsRefusal | undefined): CallLine {
  return {
    at: now.toISOString(),
    service: model?.service ?? '-',
    operation: call?.operation.name ?? '-',
    accountId: caller?.account.id ?? '-',
    region,
    caller: caller?.arn ?? '-',
    status,
    error: refusal?.code ?? null,
  };
}

function handlerOf(handlers: HandlerTable, { model, operation }: AwsCall): Handler {
  const handler = handlers.get(model.service)?.get(operation.name);
  if (!handler) throw serviceRefusal(model.service, 'unknown-operation', `The simulator does not know ${model.service} ${operation.name}`);
  return handler;
}

function refuseMissing({ model, operation, input }: AwsCall): void {
  const missing = operation.required.filter((name) => Reflect.get(Object(input), name) === undefined);
  if (missing.length > 0) throw serviceRefusal(model.service, 'incomplete', `The request must contain the parameter ${missing.join(', ')}`);
}

const globalServices: ReadonlySet<string> = new Set(['iam', 'organizations', 'sts']);

/** Services without regions are reached under any name; a region that is not enabled does not know the account's keys. */
function regionOf({ account }: Caller, name: string, { service }: ServiceModel): SimRegion {
  const region = account.regions.get(name);
  if (region?.isEnabled === true) return region;
  const first = account.regions.values().next().value;
  if (globalServices.has(service) && region === undefined && first) return first;
  if (service === 'ec2') throw new AwsRefusal('OptInRequired', `The region ${name} is not enabled for this account`, { status: 401 });
  throw serviceRefusal(service, 'unknown-key', 'The security token included in the request is invalid.');
}
