import { AppError } from '../../../core/app-error.ts';
import { RawAnswer, route, type Route } from '../../../core/route.ts';
import type { Access } from '../open-access.ts';
import { finishSingleSignOnContract, startSingleSignOnContract } from './contract.ts';
import type { SingleSignOn } from './open-single-sign-on.ts';

export function singleSignOnRoutes({ access, singleSignOn }: { access: Access; singleSignOn: SingleSignOn | undefined }): Route[] {
  const known = (): SingleSignOn => {
    if (!singleSignOn) throw new AppError('not-found', 'There is no single sign-on here', { hint: 'access.oidc in the settings names an identity provider' });
    return singleSignOn;
  };
  return [
    route(startSingleSignOnContract, async () => {
      const { url, cookie } = await known().start();
      return new RawAnswer('', { location: url, 'set-cookie': cookie, 'cache-control': 'no-store' }, 302);
    }),
    route(finishSingleSignOnContract, async ({ query, headers, address }) => {
      const sso = known();
      const given = new URLSearchParams();
      for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, value);
      const finished = await sso.finish(given, headers);
      if ('refused' in finished) {
        await access.audit.add([{ actor: { kind: 'user', id: 'unknown', name: 'nobody known' }, action: 'login.failed', subject: { kind: 'user', id: 'unknown' }, detail: { by: 'single-sign-on', because: finished.refused }, address }]);
        return pageLeadingTo(`/login?sso=${finished.refused}`, [sso.endCookie]);
      }
      const { cookies } = await access.startSession(finished.user, { headers, address }, 'single-sign-on');
      return pageLeadingTo('/', [sso.endCookie, ...cookies]);
    }),
  ];
}

/** Not a redirect: the browser comes from another site, and would leave the strict session cookie out of a request that follows. */
function pageLeadingTo(path: string, cookies: readonly string[]): RawAnswer {
  const html = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${path}"><title>Watchkeeper</title><p><a href="${path}">Go on to Watchkeeper</a>`;
  return new RawAnswer(html, [['content-type', 'text/html; charset=utf-8'], ['cache-control', 'no-store'], ['referrer-policy', 'no-referrer'], ...cookies.map((cookie) => ['set-cookie', cookie] as const)]);
}
