import type { PutEventsRequestEntry, PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import { randomUUID } from 'node:crypto';
import { AwsRefusal } from '../../aws-refusal.ts';
import type { CallContext } from '../../call-context.ts';
import { defineHandlers } from '../../define-handlers.ts';
import { busArn, busNamed } from '../../events/find-rule.ts';
import { readEventPattern } from '../../events/read-event-pattern.ts';
import { sendEvent } from '../../events/send-event.ts';

const mostEntries = 10;

export default defineHandlers('events', {
  DescribeEventBus(input, context) {
    busNamed(context, input.Name);
    return { Name: 'default', Arn: busArn(context.region.name, context.account.id) };
  },
  ListEventBuses: (input, { region, account }) => ({ EventBuses: 'default'.startsWith(input.NamePrefix ?? '') ? [{ Name: 'default', Arn: busArn(region.name, account.id) }] : [] }),
  PutEvents: {
    resource: (_input, { region, account }) => busArn(region.name, account.id),
    isData: true,
    run(input, context) {
      const entries = input.Entries ?? [];
      if (entries.length === 0 || entries.length > mostEntries) throw new AwsRefusal('ValidationException', `Between 1 and ${mostEntries} entries are taken at once`);
      const results = entries.map((entry) => put(entry, context));
      return { Entries: results, FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length };
    },
  },
  TestEventPattern(input) {
    const fits = readEventPattern(input.EventPattern ?? '');
    const event = objectIn(input.Event);
    if (!event || !['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'].every((name) => name in event)) throw new AwsRefusal('ValidationException', 'Parameter Event is not valid: it lacks a field that every event has');
    return { Result: fits(event) };
  },
});

function put({ Source: source = '', DetailType: type, Detail: text, Resources: resources = [], Time: time, EventBusName: bus }: PutEventsRequestEntry, context: CallContext): PutEventsResultEntry {
  const { account, region, world, now } = context;
  if (source === '' || type === undefined || text === undefined) return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Parameter Source, DetailType or Detail is not valid. Reason: it is required.' };
  if (source.startsWith('aws.')) return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: `Not authorized for the source ${source}.` };
  const detail = objectIn(text);
  if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  busNamed(context, bus);
  const id = randomUUID();
  const event = { version: '0' as const, id, 'detail-type': type, source, account: account.id, time: `${(time ?? now).toISOString().slice(0, 19)}Z`, region: region.name, resources, detail };
  sendEvent(world, { accountId: account.id, region: region.name }, { event, now });
  return { EventId: id };
}

function objectIn(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
