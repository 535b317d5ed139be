import { randomUUID } from 'node:crypto';
import { AwsRefusal } from './aws-refusal.ts';
import type { CallContext } from './call-context.ts';

/** Takes an e-mail when its sender is verified, as both generations of SES do. */
export function sendEmail({ region, now }: CallContext, mail: { from: string; to: string[]; subject: string }, refused: string): string {
  const address = /<([^>]+)>/.exec(mail.from)?.[1] ?? mail.from;
  const domain = address.split('@').at(-1) ?? '';
  const isVerified = [address, domain].some((identity) => region.emailIdentities.get(identity)?.isVerified === true);
  if (!isVerified) throw new AwsRefusal(refused, `Email address is not verified. The following identities failed the check in region ${region.name.toUpperCase()}: ${address}`);
  if (mail.to.length === 0) throw new AwsRefusal(refused, 'There is no recipient');
  region.sentEmails.push({ at: now, ...mail });
  return randomUUID();
}

export function identityArn({ region, account }: CallContext, from: string): string {
  return `arn:aws:ses:${region.name}:${account.id}:identity/${/<([^>]+)>/.exec(from)?.[1] ?? from}`;
}
