import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { z } from 'zod';
import { refusals } from '../../src/base/access/sso/contract.ts';
import { accountSearchSchema } from '../accounts/account-search.ts';
import { sessionQuery } from '../api/queries.ts';
import { activitySearchSchema } from '../activity/activity-search.ts';
import { auditSearchSchema } from '../audit/audit-search.ts';
import { connectSearchSchema } from '../connect/connect-search.ts';
import { coverageSearchSchema } from '../coverage/coverage-search.ts';
import { credentialSearchSchema } from '../credentials/credential-search.ts';
import { findingSearchSchema } from '../findings/finding-search.ts';
import { querySearchSchema } from '../query/query-search.ts';
import { ruleSearchSchema } from '../rules/rule-search.ts';
import { ErrorPage } from '../shell/error-page.tsx';
import { NotFoundPage } from '../shell/not-found-page.tsx';
import { PendingPage } from '../shell/pending-page.tsx';
import { formatPlainSearch, parsePlainSearch } from './plain-search.ts';

interface RouterContext {
  readonly queryClient: QueryClient;
}

const rootRoute = createRootRouteWithContext<RouterContext>()({ notFoundComponent: NotFoundPage, errorComponent: ErrorPage });

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: z.object({ to: z.string().startsWith('/').optional().catch(undefined), sso: z.enum(refusals).optional().catch(undefined) }),
  beforeLoad: async ({ context, search }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (session) throw redirect({ href: localPath(search.to) });
  },
  component: lazyRouteComponent(() => import('../pages/login-page.tsx')),
});

const enrolRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/enrol',
  beforeLoad: async ({ context }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: '/login' });
    if (!session.mustEnrol) throw redirect({ to: '/' });
  },
  component: lazyRouteComponent(() => import('../pages/enrol-page.tsx')),
});

const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: '/login', search: location.href === '/' ? {} : { to: location.href } });
    if (session.mustEnrol) throw redirect({ to: '/enrol' });
    return { session };
  },
  component: lazyRouteComponent(() => import('../shell/app-shell.tsx'), 'AppShell'),
});

const overviewRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  component: lazyRouteComponent(() => import('../pages/overview-page.tsx')),
});

const findingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/findings',
  validateSearch: findingSearchSchema,
  component: lazyRouteComponent(() => import('../pages/findings-page.tsx')),
});

const findingRoute = createRoute({
  getParentRoute: () => findingsRoute,
  path: '$id',
  component: lazyRouteComponent(() => import('../findings/finding-route.tsx'), 'FindingRoute'),
});

const agentsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/agents',
  component: lazyRouteComponent(() => import('../pages/agents-page.tsx')),
});

const agentRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/agents/$id',
  validateSearch: z.object({ execution: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../pages/agent-page.tsx')),
});

const activityRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/activity',
  validateSearch: activitySearchSchema,
  component: lazyRouteComponent(() => import('../pages/activity-page.tsx')),
});

const principalRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/activity/principal',
  validateSearch: z.object({ principal: z.string().max(2_000).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../pages/principal-page.tsx')),
});

const coverageRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/activity/coverage',
  validateSearch: coverageSearchSchema,
  component: lazyRouteComponent(() => import('../pages/coverage-page.tsx')),
});

const queryRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/activity/query',
  validateSearch: querySearchSchema,
  component: lazyRouteComponent(() => import('../pages/query-page.tsx')),
});

const qualityRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/activity/quality',
  component: lazyRouteComponent(() => import('../pages/quality-page.tsx')),
});

const rulesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/rules',
  validateSearch: ruleSearchSchema,
  component: lazyRouteComponent(() => import('../pages/rules-page.tsx')),
});

const accountsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/accounts',
  validateSearch: accountSearchSchema,
  component: lazyRouteComponent(() => import('../pages/accounts-page.tsx')),
});

const connectRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/accounts/connect',
  validateSearch: connectSearchSchema,
  component: lazyRouteComponent(() => import('../pages/connect-page.tsx')),
});

const gapsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/gaps',
  component: lazyRouteComponent(() => import('../pages/gaps-page.tsx')),
});

const credentialsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings/credentials',
  validateSearch: credentialSearchSchema,
  component: lazyRouteComponent(() => import('../pages/credentials-page.tsx')),
});

const usersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings/users',
  component: lazyRouteComponent(() => import('../pages/users-page.tsx')),
});

const accessRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings/access',
  component: lazyRouteComponent(() => import('../pages/access-page.tsx')),
});

const auditRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings/audit',
  validateSearch: auditSearchSchema,
  component: lazyRouteComponent(() => import('../pages/audit-page.tsx')),
});

const routeTree = rootRoute.addChildren([
  loginRoute,
  enrolRoute,
  shellRoute.addChildren([overviewRoute, findingsRoute.addChildren([findingRoute]), activityRoute, principalRoute, queryRoute, qualityRoute, coverageRoute, rulesRoute, agentsRoute, agentRoute, accountsRoute, connectRoute, gapsRoute, credentialsRoute, usersRoute, accessRoute, auditRoute]),
]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch: parsePlainSearch,
    stringifySearch: formatPlainSearch,
    defaultPreload: 'intent',
    defaultPendingComponent: PendingPage,
    defaultPendingMs: 300,
    defaultErrorComponent: ErrorPage,
    defaultNotFoundComponent: NotFoundPage,
    scrollRestoration: true,
  });
}

/** Only a path of this site: `//elsewhere.example` would lead away. */
function localPath(to: string | undefined): string {
  return to === undefined || /^\/[/\\]/.test(to) ? '/' : to;
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
