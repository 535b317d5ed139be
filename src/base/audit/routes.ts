import { RawAnswer, route, type Route } from '../../core/route.ts';
import type { Store } from '../store/store.ts';
import { exportAuditContract, listAuditContract, verifyAuditContract } from './contract.ts';
import { auditLines } from './export-audit.ts';
import { listAudit } from './list-audit.ts';
import { verifyAudit, type VerifyOptions } from './verify-audit.ts';

export interface AuditRouteDeps {
  readonly store: Store;
  /** What the end of the log is compared with, as it is when asked for. */
  readonly known: () => Promise<Pick<VerifyOptions, 'headKey' | 'witnessed'>>;
}

export function auditRoutes({ store, known }: AuditRouteDeps): Route[] {
  return [
    route(listAuditContract, ({ query, scope }) => listAudit(store, query, scope)),
    route(verifyAuditContract, async ({ signal }) => verifyAudit(store, { ...(await known()), signal })),
    route(exportAuditContract, async ({ query: { format, ...filter }, scope }) => {
      const lines = ReadableStream.from(auditLines(store, { filter, format, scope })).pipeThrough(new TextEncoderStream());
      return new RawAnswer(lines, {
        'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8',
        'content-disposition': `attachment; filename="audit.${format}"`,
      });
    }),
  ];
}
