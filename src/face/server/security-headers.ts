import { randomBytes } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { ServerEnv } from './server-env.ts';

const everywhere = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** Where people come by https, their browsers never try it otherwise again. */
export const httpsOnly: MiddlewareHandler<ServerEnv> = async ({ header }, next) => {
  await next();
  header('strict-transport-security', 'max-age=31536000');
};

/** Answers for programs: nothing in them is ever run or kept. */
export const apiSecurity: MiddlewareHandler<ServerEnv> = async ({ header }, next) => {
  await next();
  for (const [name, value] of Object.entries(everywhere)) header(name, value);
  header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  header('cache-control', 'no-store');
};

/** Pages run only what they came with: scripts of this server, and styles that carry the nonce of this very answer. */
export const pageSecurity: MiddlewareHandler<ServerEnv> = async (context, next) => {
  const nonce = randomBytes(16).toString('base64');
  context.set('nonce', nonce);
  await next();
  for (const [name, value] of Object.entries(everywhere)) context.header(name, value);
  context.header('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()');
  context.header('content-security-policy', pagePolicy(nonce));
};

function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    // React sets single properties through the `style` attribute, which no nonce can mark.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
