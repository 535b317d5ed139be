import type { HttpBindings } from '@hono/node-server';
import type { Authentication } from '../../base/access/authenticate.ts';

/** What one request carries from step to step. */
export interface ServerEnv {
  Bindings: Partial<HttpBindings>;
  Variables: {
    requestId: string;
    address: string;
    /** The path as its contract states it, so that metrics have no ids in them. */
    routePath: string;
    authentication: Authentication;
    /** For the page's own scripts and styles. */
    nonce: string;
  };
}
