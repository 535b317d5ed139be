import { RawAnswer, route, type Route } from '../../core/route.ts';
import { decideFindingContract, exportFindingsContract, getFindingContract, listFindingsContract, summariseFindingsContract } from './contract.ts';
import { decideFinding } from './decide-finding.ts';
import { exportFindings } from './export-findings.ts';
import { getFinding, listFindings } from './list-findings.ts';
import type { FindingsDeps } from './record-findings.ts';
import { summariseFindings } from './summarise-findings.ts';

export function findingRoutes(deps: FindingsDeps): Route[] {
  const { store } = deps;
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
    route(decideFindingContract, async ({ params, body, caller }) => {
      await decideFinding(deps, params.id, { ...body, by: caller?.username ?? 'unknown' });
      return getFinding(store, params.id);
    }),
  ];
}
