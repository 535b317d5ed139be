import { randomUUID } from 'node:crypto';
import { iamActionFor } from '../core/iam-action.ts';
import { AwsRefusal } from './aws-refusal.ts';
import { authorise } from './access/authorise.ts';
import type { Caller } from './access/caller.ts';
import { resolveCaller } from './access/resolve-caller.ts';
import { openSessions } from './access/sessions.ts';
import { readSignature } from './access/signature.ts';
import type { CallContext } from './call-context.ts';
import { openCallRates } from './call-rates.ts';
import type { Handler } from './define-handlers.ts';
import type { Fault, Faults } from './faults/fault-rules.ts';
import type { HandlerTable } from './load-handlers.ts';
import { recordOf } from './record-call.ts';
import type { HttpAnswer, HttpCall } from './wire/http-call.ts';
import { modelFor, readCall, type AwsCall } from './wire/read-call.ts';
import type { ServiceModel } from './wire/service-model.ts';
import { writeAnswer, writeRefusal } from './wire/write-answer.ts';
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

/** From an HTTP request to an HTTP answer, through the same gates in the same order as AWS. */
export function openAnswering(sim: Answering): (http: HttpCall, signal: AbortSignal) => Promise<CallAnswer> {
  const sessions = openSessions();
  const isTooFast = openCallRates();
  const { world } = sim;

  async function answerCall(http: HttpCall, signal: AbortSignal): Promise<CallAnswer> {
    world.advance();
    const requestId = randomUUID();
    const now = world.clock();
    let model: ServiceModel | undefined;
    let call: AwsCall | undefined;
    let caller: Caller | undefined;
    let region = '';
    let faults: Fault[] = [];
    let refusal: AwsRefusal | undefined;
    let answer: HttpAnswer;
    try {
      model = await modelFor(readSignature(http).service, http);
      call = await readCall(model, http);
      const resolved = resolveCaller(http, { world, sessions, now });
      ({ caller } = resolved);
      region = resolved.signature.region;
      faults = sim.faults.strike({ service: model.service, operation: call.operation.name, accountId: caller.account.id, region });
      refuseByFault(faults, model);
      const handler = handlerOf(sim.handlers, call);
      const context: CallContext = { world, account: caller.account, region: regionOf(caller, region, model), caller, sessions, now, requestId, endpoint: sim.endpoint(), signal };
      const action = handler.action ?? iamActionFor(model.service, call.operation.name);
      if (isTooFast({ action, accountId: caller.account.id, region, now })) throw throttle(model);
      if (handler.isOpen !== true) {
        const resources = [handler.resource?.(call.input, context) ?? '*'].flat();
        authorise(world, caller, { action, resources, service: model.service === 'sesv2' ? 'sesv2' : model.service, sourceAddress: http.sourceAddress, region });
      }
      answer = await writeAnswer(model, call.operation, { output: await handler.run(call.input, context), requestId });
    } catch (error) {
      if (!(error instanceof AwsRefusal)) throw error;
      refusal = error;
      answer = writeRefusal(model, error, requestId);
    }
    if (call && caller) {
      const isData = sim.handlers.get(call.model.service)?.get(call.operation.name)?.isData === true;
      if (!isData) world.activity.add(recordOf(call, { http, caller, region, now, requestId, refusal }));
    }
    sim.onCall({
      at: now.toISOString(),
      service: model?.service ?? '-',
      operation: call?.operation.name ?? '-',
      accountId: caller?.account.id ?? '-',
      region,
      caller: caller?.arn ?? '-',
      status: answer.status,
      error: refusal?.code ?? null,
    });
    return { answer, faults };
  }

  return answerCall;
}

function handlerOf(handlers: HandlerTable, { model, operation }: AwsCall): Handler {
  const handler = handlers.get(model.service)?.get(operation.name);
  if (handler) return handler;
  const code = model.protocol.startsWith('json') || model.protocol === 'rest-json' ? 'UnknownOperationException' : model.service === 's3' ? 'NotImplemented' : 'InvalidAction';
  throw new AwsRefusal(code, `The simulator does not know ${model.service} ${operation.name}`, { status: model.service === 's3' ? 501 : 400 });
}

/** Services without regions are reached through us-east-1 and the like, which every account has. */
function regionOf({ account }: Caller, name: string, { service }: ServiceModel): SimRegion {
  const region = account.regions.get(name);
  if (region?.isEnabled) return region;
  const isGlobal = service === 'iam' || service === 'organizations' || service === 'sts';
  const first = account.regions.values().next().value;
  if (isGlobal && region === undefined && first) return first;
  throw regionRefusal(service);
}

/** A region that is not enabled does not know the account's keys. */
function regionRefusal(service: string): AwsRefusal {
  if (service === 'ec2') return new AwsRefusal('OptInRequired', 'The region is not enabled for this account', { status: 401 });
  if (service === 's3') return new AwsRefusal('InvalidAccessKeyId', 'The access key of the request does not exist', { status: 403 });
  return new AwsRefusal(['sts', 'iam', 'sns', 'ses'].includes(service) ? 'InvalidClientTokenId' : 'UnrecognizedClientException', 'The security token of the request is invalid', { status: 403 });
}

function refuseByFault(faults: readonly Fault[], model: ServiceModel): void {
  for (const fault of faults) {
    if (fault.kind === 'throttle') throw throttle(model);
    if (fault.kind === 'server-error') throw new AwsRefusal(model.service === 's3' ? 'InternalError' : 'InternalFailure', 'An internal error occurred', { status: fault.status });
    if (fault.kind === 'expired-token') throw new AwsRefusal(isXml(model) ? 'ExpiredToken' : 'ExpiredTokenException', 'The security token of the request has expired', { status: 403 });
    if (fault.kind === 'access-denied') throw new AwsRefusal(model.service === 'ec2' ? 'UnauthorizedOperation' : isXml(model) ? 'AccessDenied' : 'AccessDeniedException', 'Access was denied by a planted fault', { status: isXml(model) ? 403 : 400 });
  }
}

function throttle(model: ServiceModel): AwsRefusal {
  if (model.service === 's3') return new AwsRefusal('SlowDown', 'Please reduce your request rate', { status: 503 });
  if (model.service === 'ec2') return new AwsRefusal('RequestLimitExceeded', 'Request limit exceeded', { status: 503 });
  return isXml(model) ? new AwsRefusal('Throttling', 'Rate exceeded', { status: 400 }) : new AwsRefusal('ThrottlingException', 'Rate exceeded', { status: 400 });
}

function isXml({ protocol }: ServiceModel): boolean {
  return protocol === 'query' || protocol === 'ec2-query' || protocol === 'rest-xml';
}
