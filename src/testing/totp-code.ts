import { Secret, TOTP } from 'otpauth';

/** What an authenticator app shows for a seed at a moment. */
export function totpCode(seed: string, at: Date = new Date()): string {
  return new TOTP({ secret: Secret.fromBase32(seed) }).generate({ timestamp: at.getTime() });
}
