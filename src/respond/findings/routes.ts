import type { Store } from '../../base/store/store.ts';
import { RawAnswer, route, type Route } from '../../core/route.ts';
import { exportFindingsContract, getFindingContract, listFindingsContract, summariseFindingsContract } from './contract.ts';
import { exportFindings } from './export-findings.ts';
import { getFinding, listFindings } from './list-findings.ts';
import { summariseFindings } from './summarise-findings.ts';

export function findingRoutes({ store }: { store: Store }): Route[] {
  return [
    route(listFindingsContract, ({ query }) => listFindings(store, query)),
    route(summariseFindingsContract, ({ query }) => summariseFindings(store, query)),
    route(exportFindingsContract, async ({ query: { format, ...query } }) => {
      const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8';
      return new RawAnswer(exportFindings(store, query, format), {
        'content-type': type,
        'content-disposition': `attachment; filename="findings.${format}"`,
      });
    }),
    route(getFindingContract, ({ params }) => getFinding(store, params.id)),
  ];
}
