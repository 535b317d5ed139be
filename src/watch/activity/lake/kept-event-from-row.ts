import { z } from 'zod';
import type { SqlRow } from '../../../base/lake/duckdb.ts';
import { principalTypes } from '../../../core/activity.ts';
import { severitySchema } from '../../../core/severity.ts';
import type { KeptEvent } from './contract.ts';

const text = z.string().nullable();

const rowSchema = z.object({
  event_time: z.string(), event_id: z.string(), account_id: z.string(), region: z.string(), service: text, action: text, is_read_only: z.boolean().nullable(),
  event_type: text, category: text, principal_type: z.enum(principalTypes).nullable().catch('unknown'), principal_arn: text, principal_name: text, principal_account_id: text,
  actor_name: text, actor_kind: text, access_key_id: text, session_issuer_arn: text, invoked_by: text, used_mfa: z.boolean().nullable(),
  source_address: text, user_agent: text, error_code: text, error_message: text, resources: z.array(z.string()).nullable(), severity: severitySchema.nullable().catch(null), rule_ids: z.array(z.string()).nullable(),
});

/** What a list of events reads: everything but the record itself. */
export const eventColumns = Object.keys(rowSchema.shape).join(', ');

export function keptEventFromRow(row: SqlRow): KeptEvent {
  const one = rowSchema.parse(row);
  return {
    eventId: one.event_id,
    at: one.event_time,
    accountId: one.account_id,
    region: one.region,
    service: one.service ?? '',
    action: one.action ?? '',
    isReadOnly: one.is_read_only ?? false,
    eventType: one.event_type,
    category: one.category,
    principal: {
      type: one.principal_type ?? 'unknown',
      arn: one.principal_arn,
      name: one.principal_name ?? 'unknown',
      accountId: one.principal_account_id,
      accessKeyId: one.access_key_id,
      sessionIssuerArn: one.session_issuer_arn,
      invokedBy: one.invoked_by,
      usedMfa: one.used_mfa,
    },
    actor: one.actor_name === null ? null : { name: one.actor_name, kind: one.actor_kind ?? 'unknown' },
    sourceAddress: one.source_address,
    userAgent: one.user_agent,
    errorCode: one.error_code,
    errorMessage: one.error_message,
    resources: one.resources ?? [],
    severity: one.severity,
    ruleIds: one.rule_ids ?? [],
  };
}
