/** One thing that a source hands over: an object, a message, a slice of LookupEvents, a file. */
export interface Delivery {
  /** A stable identity: reading the same thing again gives the same text, such as `s3://bucket/key`. */
  readonly origin: string;
  readonly kind: DeliveryKind;
  /** Whose it is, where the source tells. */
  readonly accountId: string | null;
  readonly region: string | null;
  /** Inflated JSON: `{"Records":[…]}`, JSON lines, one record, or what LookupEvents answered. */
  readonly bytes: Uint8Array;
  /** When it could be read. */
  readonly deliveredAt: Date;
}

export type DeliveryKind = 's3' | 'sqs' | 'lookup-events' | 'eventbridge' | 'insights' | 'file';
