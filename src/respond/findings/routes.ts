import { noteChange } from '../../base/access/note-change.ts';
import type { Audit } from '../../base/audit/audit.ts';
import { RawAnswer, route, type Route } from '../../core/route.ts';
import { decideFindingContract, exportFindingsContract, getFindingContract, listFindingsContract, summariseFindingsContract } from './contract.ts';
import { decideFinding } from './decide-finding.ts';
import { exportFindings } from './export-findings.ts';
import { getFinding, listFindings } from './list-findings.ts';
import type { FindingsDeps } from './record-findings.ts';
import { summariseFindings } from './summarise-findings.ts';

export function findingRoutes({ audit, ...deps }: FindingsDeps & { readonly audit: Audit }): Route[] {
  const { store } = deps;
  return [
    route(listFindingsContract, ({ query, scope }) => listFindings(store, query, scope)),
    route(summariseFindingsContract, ({ query, scope }) => summariseFindings(store, query, scope)),
    route(exportFindingsContract, async ({ query: { format, ...query }, scope }) => {
      const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8';
      return new RawAnswer(exportFindings(store, query, { format, scope }), {
        'content-type': type,
        'content-disposition': `attachment; filename="findings.${format}"`,
      });
    }),
    route(getFindingContract, ({ params, scope }) => getFinding(store, params.id, scope)),
    route(decideFindingContract, async ({ params, body, caller, scope, address }) => {
      await decideFinding(deps, params.id, { ...body, by: caller?.username ?? 'unknown', scope });
      const decided = await getFinding(store, params.id, scope);
      await noteChange(audit, { caller, address }, { action: 'finding.decided', subject: { kind: 'finding', id: decided.id, accountId: decided.accountId }, detail: { verdict: body.verdict, title: decided.title } });
      return decided;
    }),
  ];
}
