import type { Activity } from '../../../core/activity.ts';
import type { Severity } from '../../../core/severity.ts';

/** One event on its way into the lake. */
export interface ActivityRow {
  readonly activity: Activity;
  /** As CloudTrail names its kinds of events. */
  readonly eventType: string | null;
  readonly category: string | null;
  /** Who really stands behind the call, where that could be told. */
  readonly actor: { readonly name: string; readonly kind: string } | null;
  /** The highest of the rules that matched. */
  readonly severity: Severity | null;
  readonly ruleIds: readonly string[];
  /** The record's compact JSON text, or its bytes in UTF-8, which need no decoding on the way. */
  readonly raw: string | Uint8Array;
}
