/** Who somebody is, short: the last part of an ARN, which is a user's or a role's own name. */
export function principalName(arn: string): string {
  const name = arn.startsWith('arn:') ? (arn.split(/[/:]/).at(-1) ?? arn) : arn;
  return name.replace(/^AWSReservedSSO_(.+)_[0-9a-f]{16}$/, '$1 (single sign-on)');
}
