import type { RouteRequest } from '../../core/route.ts';
import type { Audit, AuditEntry } from '../audit/audit.ts';
import { actorOf } from './actor-of.ts';

/** Writes down what a caller changed. */
export function noteChange(audit: Audit, { caller, address }: Pick<RouteRequest<unknown, unknown, unknown>, 'caller' | 'address'>, change: Pick<AuditEntry, 'action' | 'subject' | 'detail'>): Promise<void> {
  return audit.add([{ actor: actorOf(caller), ...change, address }]);
}
