import type { AwsDoor } from '../../base/aws/door.ts';
import { loadUnits } from '../../base/units/load-units.ts';
import type { Account } from '../../core/account.ts';
import type { Clock } from '../../core/clock.ts';
import type { Gap } from '../../core/gap.ts';
import { severityRank } from '../../core/severity.ts';
import { findRegions, findRegionsActions } from './find-regions.ts';
import { scanPartSchema, type ScanContext, type ScanPart, type ScanResult } from './scan-part.ts';

export interface ScannedPart extends ScanResult {
  readonly id: string;
  readonly title: string;
}

export interface ScannedAccount {
  readonly accountId: string;
  readonly name: string;
  readonly regions: readonly string[];
  readonly parts: readonly ScannedPart[];
}

export interface ScanReport {
  readonly startedAt: string;
  readonly endedAt: string;
  readonly since: string;
  readonly accounts: readonly ScannedAccount[];
}

export interface ScanOrder extends Pick<ScanContext, 'since' | 'mostPages' | 'rules'> {
  readonly accounts: readonly Account[];
  /** Empty for every region that is switched on. */
  readonly regions: readonly string[];
  readonly aws: AwsDoor;
  readonly clock: Clock;
  /** When it is aborted, what is not looked at yet becomes a gap, and the report is of what was. */
  readonly signal: AbortSignal;
  readonly tell: (detail: string) => void;
}

/** Every part below parts/, in the order of the report. */
export async function loadScanParts(): Promise<[id: string, part: ScanPart][]> {
  return [...(await loadUnits(new URL('parts/', import.meta.url), scanPartSchema))].sort(([, a], [, b]) => a.place - b.place);
}

export async function scanActions(): Promise<string[]> {
  const parts = await loadScanParts();
  return [...new Set([...findRegionsActions, ...parts.flatMap(([, { iamActions }]) => iamActions)])].sort();
}

/** Looks at one account after the other, at everything that is asked for. What one part fails at is its gap, and the others go on. */
export async function runScan(order: ScanOrder): Promise<ScanReport> {
  const startedAt = order.clock().toISOString();
  const accounts: ScannedAccount[] = [];
  for (const account of order.accounts) accounts.push(await scanAccount(order, account));
  return { startedAt, endedAt: order.clock().toISOString(), since: order.since.toISOString(), accounts };
}

async function scanAccount({ aws, clock, signal, tell, regions: asked, ...limits }: ScanOrder, account: Account): Promise<ScannedAccount> {
  const say = (title: string) => (detail: string) => tell(`${account.name || account.accountId}: ${title}${detail === '' ? '' : `, ${detail}`}`);
  say('regions')('');
  const { regions, gaps } = asked.length > 0 ? { regions: asked, gaps: [] } : await findRegions(account, aws.for(account, account.defaultRegion, { actions: findRegionsActions, caller: 'scan', signal }));
  const parts: ScannedPart[] = [];
  for (const [id, part] of await loadScanParts()) {
    const telling = say(part.title.toLowerCase());
    telling('');
    const session: ScanContext['session'] = (region) => aws.for(account, region, { actions: part.iamActions, caller: `scan/${id}`, signal });
    const result = await part.look({ ...limits, account, regions, session, clock, signal, tell: telling });
    const findings = result.findings.toSorted((a, b) => severityRank(b.severity) - severityRank(a.severity) || (b.at ?? '').localeCompare(a.at ?? ''));
    parts.push({ id, title: part.title, ...result, findings });
  }
  const [first, ...others] = parts;
  return { accountId: account.accountId, name: account.name, regions, parts: first ? [{ ...first, gaps: [...gaps, ...first.gaps] }, ...others] : [] };
}

export function gapsOf({ accounts }: ScanReport): Gap[] {
  return accounts.flatMap(({ parts }) => parts.flatMap(({ gaps }) => gaps));
}
