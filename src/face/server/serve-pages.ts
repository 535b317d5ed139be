import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono, MiddlewareHandler } from 'hono';
import { AppError } from '../../core/app-error.ts';
import type { ServerEnv } from './server-env.ts';

const noncePlace = '__CSP_NONCE__';

/** The built pages. Whatever path is no file is a place within the one page, which has its own router. */
export function servePages(app: Hono<ServerEnv>, folder: string): void {
  const file = join(folder, 'index.html');
  const page = existsSync(file) ? readFileSync(file, 'utf8') : undefined;

  app.get('/assets/*', keepForever, serveStatic({ root: folder }));
  app.get('/:file{[\\w-]+\\.(svg|png|ico|txt|webmanifest)}', serveStatic({ root: folder }));
  app.get('*', (context) => {
    if (context.req.path.startsWith('/assets/') || page === undefined) {
      throw page === undefined
        ? new AppError('not-found', 'The pages are not built', { hint: 'Run npm run build, then start again; the API is at /api' })
        : new AppError('not-found', `There is nothing at ${context.req.path}`, { hint: 'The pages were probably updated: reload' });
    }
    return context.html(page.replaceAll(noncePlace, context.get('nonce')), 200, { 'cache-control': 'no-store' });
  });
}

/** Their names change with what is in them. */
const keepForever: MiddlewareHandler<ServerEnv> = async (context, next) => {
  await next();
  if (context.res.ok) context.header('cache-control', 'public, max-age=31536000, immutable');
};
