import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { accountOfAgent } from '../agents/runtime/account-of-agent.ts';
import type { AgentDeps } from '../agents/runtime/agent-deps.ts';
import { runAgentWork } from '../agents/runtime/agent-control.ts';
import { loadAgentTypes } from '../agents/runtime/load-agent-types.ts';
import { openAgentRuntime } from '../agents/runtime/open-agent-runtime.ts';
import { agentRoutes } from '../agents/runtime/routes.ts';
import { openAccess, type Access } from '../base/access/open-access.ts';
import { accessRoutes } from '../base/access/routes.ts';
import { openSingleSignOn } from '../base/access/sso/open-single-sign-on.ts';
import { openUseBook } from '../base/accounts/audit-credential-use.ts';
import { auditRoutes } from '../base/audit/routes.ts';
import { listAccounts } from '../base/accounts/list-accounts.ts';
import type { CallPlace } from '../base/aws/call-failure.ts';
import type { BreakerState } from '../base/aws/door.ts';
import type { Config } from '../base/config/config-schema.ts';
import { guardedFetch } from '../base/egress/guarded-fetch.ts';
import { openDuckDb } from '../base/lake/open-duckdb.ts';
import { openLiveEvents } from '../base/live/open-live-events.ts';
import { openQueue } from '../base/queue/open-queue.ts';
import { openStore } from '../base/store/open-store.ts';
import { createMetrics } from '../base/telemetry/create-metrics.ts';
import type { Log } from '../base/telemetry/create-log.ts';
import type { Execution } from '../core/agent.ts';
import { AppError } from '../core/app-error.ts';
import { systemClock } from '../core/clock.ts';
import { findRiskFindings } from '../respond/findings/find-risk-findings.ts';
import { findingRoutes } from '../respond/findings/routes.ts';
import { recordFindings } from '../respond/findings/record-findings.ts';
import type { NoiseControl } from '../respond/noise/noise-control.ts';
import { refusePromotion } from '../respond/noise/refuse-promotion.ts';
import { noiseRoutes } from '../respond/noise/routes.ts';
import { athenaActions } from '../watch/activity/athena/athena-permissions.ts';
import { openAthena } from '../watch/activity/athena/open-athena.ts';
import { riskRoutes } from '../watch/activity/behaviour/routes.ts';
import { measureCoverage } from '../watch/activity/coverage/describe-coverage.ts';
import { coverageRoutes } from '../watch/activity/coverage/routes.ts';
import { openActivityLake } from '../watch/activity/lake/open-activity-lake.ts';
import { activityRoutes } from '../watch/activity/lake/routes.ts';
import { queryRoutes } from '../watch/activity/queries/routes.ts';
import { openRuleBook } from '../watch/activity/rulebook/rule-book.ts';
import { ruleRoutes } from '../watch/activity/rulebook/routes.ts';
import { loadRules } from '../watch/activity/sigma/load-rules.ts';
import { breakerFinding } from '../agents/runtime/breaker-finding.ts';
import { connectAws } from './connect-aws.ts';
import { openAccounts } from './open-accounts.ts';
import { openCredentials } from './open-credentials.ts';
import { openSecrets } from './open-secrets.ts';
import { declaredActions } from './declared-actions.ts';
import { startServer, type Server } from './server/start-server.ts';
import { version } from './version.ts';

export interface House {
  readonly url: string;
  readonly firstRun: Access['firstRun'];
  /** How many accounts were watched when it began. */
  readonly accounts: number;
  readonly server: Server;
  close(): Promise<void>;
}

const builtInRules = fileURLToPath(new URL('../../rules', import.meta.url));
const uiFolder = fileURLToPath(new URL('../../dist/ui', import.meta.url));
const agentsAtOnce = 4;
/** What merging and comparing files may take; most of the time they take nothing. */
const keeperMemoryMb = 192;
/** So often that what CloudTrail tells is a finding within a minute, the run itself included. Nobody should have to wait for a demonstration. */
const pollEvery = { live: '45s', demo: '20s' } as const;

/** Puts the floors on each other: store, queue, AWS, agents, server. What was opened is closed in the opposite order. */
export async function openHouse({ config, log }: { config: Config; log: Log }): Promise<House> {
  const clock = systemClock;
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  try {
    const store = await openStore({ dataFolder: config.data.folder, databaseUrl: config.store.databaseUrl, log });
    closers.push(() => store.close());
    const secrets = await openSecrets({ config, store, clock, log });
    closers.push(() => secrets.close());
    const { audit, vault } = secrets;
    // Closed after the queue: what the last jobs used is written down as well.
    const uses = openUseBook({ audit, log, clock });
    closers.push(() => uses.close());
    const credentials = openCredentials({ config, store, vault, audit, clock, log });
    closers.push(() => credentials.close());
    const metrics = createMetrics({ version, log });
    const live = await openLiveEvents({ redisUrl: config.cache.redisUrl, log });
    closers.push(() => live.close());
    const publicUrl = config.server.publicUrl ?? `http://${config.server.host}:${config.server.port}`;
    const access = await openAccess({ store, config, clock, log, seals: vault, audit, publicUrl });
    const singleSignOn = openSingleSignOn({ config: config.access.oidc, store, clock, log, seals: vault, publicUrl, fetch: guardedFetch({ allow: [...config.egress.allow, ...hostOf(config.access.oidc.issuer)] }) });
    const queue = await openQueue({ store, log });
    closers.push(() => queue.close({ graceMs: 5_000 }));
    const types = await loadAgentTypes();
    const loaded = await loadRules([builtInRules, ...config.rules.paths.map((path) => resolve(path))], config.rules.placeholders);
    const { rules, correlations } = loaded;
    for (const { file, line, because } of loaded.refused) log.warn({ file, line, because }, 'A rule was refused');

    const aws = await connectAws({
      openAccessKey: credentials.openAccessKey,
      onCredentialUse: (use) => uses.note(use),
      config,
      store,
      clock,
      log,
      readerActions: [...(await declaredActions()), ...(config.athena.account === undefined ? [] : athenaActions)],
      onBreakerOpen(place: CallPlace) {
        const draft = breakerFinding(place, { at: clock(), isSimulated: config.aws.mode === 'demo' });
        recordFindings({ store, live, clock }, [draft]).catch((error: unknown) => log.error({ err: error }, 'A finding could not be stored'));
      },
    });
    closers.push(() => aws.close());
    const credentialOperations = await credentials.begin({ door: aws.door, queue, endpoint: aws.sim?.url });

    const { statuses, ...promotion } = config.rules.staging;
    const everyRule = [...rules, ...correlations];
    const athena = await openAthena({ config, store, queue, aws: aws.door, clock });
    const book = openRuleBook({ store, clock, rules: everyRule, stagedStatuses: statuses });
    const ruleById = new Map(rules.map((rule) => [rule.id, rule]));
    const noise: NoiseControl = { store, book, clock, promotion, matches: (ruleId, record) => ruleById.get(ruleId)?.matches(record) ?? true, ruleIds: everyRule.filter(({ alerts }) => alerts).map(({ id }) => id).sort(), budget: { perDay: config.alerts.budgetPerDay, accounts: config.alerts.budgets } };
    const lakeFolder = join(resolve(config.data.folder), 'lake');
    // Two, so that a person's question takes no memory from what keeps the events.
    const keeper = openDuckDb({ folder: lakeFolder, memoryMb: keeperMemoryMb, threads: 2 });
    closers.push(() => keeper.close());
    const answerer = openDuckDb({ folder: lakeFolder, memoryMb: config.lake.memoryMb, threads: Math.max(2, availableParallelism()) });
    closers.push(() => answerer.close());
    const lake = openActivityLake({ folder: lakeFolder, duckdb: answerer });
    const deps: AgentDeps = { store, queue, live, lake: openActivityLake({ folder: lakeFolder, duckdb: keeper, retention: config.lake.retention }), aws: aws.door, log, clock, types, rules, correlations, book, noise, ...(config.athena.account === undefined ? {} : { athena: athena.desk }), onExecution: (execution, typeId) => metrics.execution({ agentType: typeId, status: execution.status, seconds: lengthOf(execution), gaps: execution.gapCount }) };
    await openAgentRuntime(deps, { every: config.agents.every ?? pollEvery[config.aws.mode], concurrency: agentsAtOnce });
    const accounts = await openAccounts({ config, store, queue, live, aws: aws.door, audit, clock, log });
    closers.push(() => accounts.close());
    metrics.watchAws({ calls: () => aws.door.ledger(), breakers: () => aws.door.breakers() });
    metrics.watchCoverage(() => measureCoverage({ store, clock }));
    metrics.watchQueue(runAgentWork.name, () => queue.depth(runAgentWork));
    live.subscribe((event) => {
      if (event.type === 'finding') metrics.finding({ producer: event.finding.producer.id, severity: event.finding.severity, isNew: event.isNew });
    });

    const product = { version, mode: config.aws.mode, isSimulated: config.aws.mode === 'demo', startedAt: clock().toISOString() };
    const server = await startServer({
      config,
      log,
      clock,
      version,
      metrics,
      access,
      live,
      uiFolder,
      accountOfAgent: accountOfAgent(store),
      routes: [...findingRoutes({ store, live, clock, audit }), ...agentRoutes({ ...deps, audit }), ...accounts.routes, ...activityRoutes({ lake, clock }), ...queryRoutes({ lake, store, clock, audit, memoryMb: config.lake.memoryMb }), ...athena.routes, ...coverageRoutes({ store, clock, audit }), ...riskRoutes({ store, clock, findingsSince: (asked) => findRiskFindings(store, asked) }), ...ruleRoutes({ book, lake, loaded, placeholders: config.rules.placeholders, clock, audit, refusePromotion: (ruleId) => refusePromotion(noise, ruleId) }), ...noiseRoutes(noise), ...accessRoutes({ access, product, singleSignOn }), ...auditRoutes({ store, known: secrets.knownEnd }), ...credentialOperations],
      parts: {
        store: { isRequired: true, check: () => store.ping() },
        vault: { isRequired: false, namesAccounts: true, check: () => vault.ping() },
        queue: { isRequired: true, check: () => queue.ping() },
        live: { isRequired: false, check: () => live.ping() },
        aws: { isRequired: false, namesAccounts: true, check: async () => refuseOpenBreakers(aws.door.breakers()) },
      },
    });
    closers.push(() => server.close());
    const watched = (await listAccounts(store)).filter(({ status }) => status !== 'inactive');
    return { url: server.url, firstRun: access.firstRun, accounts: watched.length, server, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Calls that are not even tried: what stands behind them is a gap until they work again. */
function refuseOpenBreakers(breakers: readonly BreakerState[]): void {
  const open = breakers.filter(({ state }) => state === 'open');
  const [first] = open;
  if (!first) return;
  const others = open.length === 1 ? '' : ` and ${open.length - 1} more`;
  throw new AppError('could-not-look', `AWS does not answer: ${first.service} in ${first.region} of account ${first.accountId}${others}`);
}

/** The identity provider is where the settings say it is, inside or outside. */
function hostOf(issuer: string | undefined): string[] {
  return issuer === undefined ? [] : [new URL(issuer).hostname.replace(/^\[|\]$/g, '')];
}

function lengthOf({ startedAt, endedAt }: Execution): number {
  return endedAt === null ? 0 : (Date.parse(endedAt) - Date.parse(startedAt)) / 1_000;
}
