/** Who somebody is, short: the last part of an ARN, which is a user's or a role's own name. */
export function principalName(arn: string): string {
  return arn.startsWith('arn:') ? (arn.split(/[/:]/).at(-1) ?? arn) : arn;
}
