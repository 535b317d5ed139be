import { z } from 'zod';
import { parseJson } from '../parse-json.ts';
import { isLogFile, type TrailObject } from './trail-objects.ts';

/** What a message on a queue says, whoever put it there and through what it came. */
export type MessageNews =
  | { readonly kind: 'objects'; readonly objects: readonly TrailObject[] }
  | { readonly kind: 'record'; readonly record: object }
  | { readonly kind: 'insight'; readonly insight: object }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'bad'; readonly because: string };

const envelopeSchema = z.object({ Type: z.literal('Notification'), Message: z.string() });
const testSchema = z.object({ Event: z.literal('s3:TestEvent') });
const notificationSchema = z.object({
  Records: z.array(
    z.object({
      eventName: z.string(),
      eventTime: z.coerce.date().optional(),
      s3: z.object({ bucket: z.object({ name: z.string() }), object: z.object({ key: z.string(), eTag: z.string().optional() }) }),
    }),
  ),
});
const objectEventSchema = z.object({
  'detail-type': z.literal('Object Created'),
  time: z.coerce.date().optional(),
  detail: z.object({ bucket: z.object({ name: z.string() }), object: z.object({ key: z.string(), etag: z.string().optional() }) }),
});
const callEventSchema = z.object({ 'detail-type': z.string().regex(/ via CloudTrail$/), detail: z.looseObject({ eventID: z.string() }) });

/** What a rule passes on that hands over the detail of an event alone. */
const recordSchema = z.looseObject({ eventID: z.string(), eventSource: z.string(), eventName: z.string(), eventTime: z.string() });
const insightSchema = z.looseObject({ eventID: z.string(), insightDetails: z.looseObject({}) });

/** S3's notifications, as they are or in an envelope of SNS, "Object Created" of EventBridge, and single CloudTrail and Insights events of EventBridge. */
export function readMessage(body: string): MessageNews {
  const value = parseJson(body);
  if (value === undefined) return { kind: 'bad', because: 'the message is not JSON' };
  const envelope = envelopeSchema.safeParse(value);
  if (envelope.success) return readMessage(envelope.data.Message);
  if (testSchema.safeParse(value).success) return { kind: 'nothing' };
  const call = callEventSchema.safeParse(value);
  if (call.success) return eventIn(call.data.detail);
  const created = objectEventSchema.safeParse(value);
  if (created.success) {
    const { detail, time } = created.data;
    return objectsOf([{ bucket: detail.bucket.name, key: detail.object.key, version: quoted(detail.object.etag), deliveredAt: time ?? null }]);
  }
  const bare = z.union([insightSchema, recordSchema]).safeParse(value);
  if (bare.success) return eventIn(bare.data);
  const notification = notificationSchema.safeParse(value);
  if (!notification.success) return { kind: 'bad', because: 'the message is neither a notification of S3 nor an event of CloudTrail' };
  const records = notification.data.Records.filter(({ eventName }) => /(?:^|:)ObjectCreated:/.test(eventName));
  return objectsOf(records.map(({ s3, eventTime }) => ({ bucket: s3.bucket.name, key: plainKey(s3.object.key), version: quoted(s3.object.eTag), deliveredAt: eventTime ?? null })));
}

function eventIn(detail: object): MessageNews {
  return insightSchema.safeParse(detail).success ? { kind: 'insight', insight: detail } : { kind: 'record', record: detail };
}

function objectsOf(objects: readonly TrailObject[]): MessageNews {
  const logs = objects.filter(({ key }) => isLogFile(key));
  return logs.length === 0 ? { kind: 'nothing' } : { kind: 'objects', objects: logs };
}

/** Notifications write keys as forms do; events of EventBridge do not. */
function plainKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch (error) {
    if (error instanceof URIError) return key;
    throw error;
  }
}

/** As listings write it, so that an object is the same one whichever way it became known. */
function quoted(etag: string | undefined): string {
  return etag === undefined ? '' : `"${etag.replaceAll('"', '')}"`;
}
