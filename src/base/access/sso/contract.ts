import { z } from 'zod';
import { contract } from '../../../core/contract.ts';

export const startSingleSignOnContract = contract({
  id: 'start-single-sign-on',
  method: 'get',
  path: '/api/session/sso',
  title: 'Leads the browser to the identity provider, where there is one',
  role: 'anyone',
  reach: 'nothing',
  response: z.string(),
});

const text = z.string().max(4_000).optional();

/** What identity providers send along: RFC 6749, RFC 9207 and OpenID Connect, and what some of them add. */
export const finishSingleSignOnContract = contract({
  id: 'finish-single-sign-on',
  method: 'get',
  path: '/api/session/sso/callback',
  title: 'Where the identity provider leads the browser back to; begins a session and shows the pages',
  role: 'anyone',
  reach: 'nothing',
  query: z.object({ code: text, state: text, iss: text, session_state: text, scope: text, authuser: text, prompt: text, hd: text, error: text, error_description: text, error_uri: text }),
  response: z.string(),
});

/** Why one was not logged in, as the login page is told. */
export const refusals = ['no-role', 'no-account', 'name-taken', 'cancelled', 'too-late', 'failed'] as const;
export type Refusal = (typeof refusals)[number];
