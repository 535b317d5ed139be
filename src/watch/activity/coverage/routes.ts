import { noteChange } from '../../../base/access/note-change.ts';
import type { Audit } from '../../../base/audit/audit.ts';
import type { Store } from '../../../base/store/store.ts';
import type { Clock } from '../../../core/clock.ts';
import { route, type Route } from '../../../core/route.ts';
import { coverageContract, listQuarantineContract, placeCoverageContract, retryQuarantinedContract } from './contract.ts';
import { describeCoverage, describePlaceCoverage } from './describe-coverage.ts';
import { askForRetry, listQuarantine } from './quarantine.ts';

/** What was seen and what could not be read, out of the store: AWS is never asked while somebody waits. */
export function coverageRoutes({ store, clock, audit }: { store: Store; clock: Clock; audit: Audit }): Route[] {
  return [
    route(coverageContract, ({ query, scope }) => describeCoverage({ store, clock }, query, scope)),
    route(placeCoverageContract, ({ params, query, scope }) => describePlaceCoverage({ store, clock }, { ...params, ...query }, scope)),
    route(listQuarantineContract, ({ query, scope }) => listQuarantine(store, query, scope)),
    route(retryQuarantinedContract, async ({ params, caller, scope, address }) => {
      const asked = await askForRetry(store, params.id, { now: clock(), scope });
      await noteChange(audit, { caller, address }, { action: 'quarantine.retry-asked', subject: { kind: 'quarantined', id: asked.id, accountId: asked.accountId }, detail: { origin: asked.origin } });
      return asked;
    }),
  ];
}
