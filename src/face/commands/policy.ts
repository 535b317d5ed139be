import { policyFor, type PolicyStatement } from '../../base/aws/policy.ts';
import { athenaPermissions, permissionFeatures, type PermissionFeature } from '../../watch/activity/athena/athena-permissions.ts';
import { renderShrunk, shrinkFromDatabase } from '../accounts/shrink-from-database.ts';
import { defineCommand } from '../cli/define-command.ts';
import { declaredActions } from '../declared-actions.ts';

export default defineCommand({
  title: 'Prints the least IAM policy that lets Watchkeeper see what it needs',
  about: `Made from what every part of the product declares that it calls. Give it to the role that Watchkeeper takes on in each account.
What is billed is in it only when it is asked for:
--with athena        asking Athena, with writing its answers to athena.output and reading athena.location and athena.trail
--with athena-table  keeping Athena's table over the lake in step
--with glue          running Glue jobs that somebody has approved
With --shrink it is only what was used, and standard error says what no longer works without the rest. It needs the
database; with the embedded store the server must not be running.`,
  options: {
    with: { type: 'string', isMany: true, choices: permissionFeatures, placeholder: 'FEATURE', about: 'Adds what this feature needs' },
    shrink: { type: 'boolean', about: 'Leaves out what was never used' },
    days: { type: 'number', default: 90, min: 1, max: 400, about: 'With --shrink: within so many days' },
    account: { type: 'string', placeholder: 'ID', about: 'With --shrink: in this account; in all when not given' },
    data: { type: 'string', short: 'd', setting: 'data.folder', placeholder: 'FOLDER', about: 'The data folder, for --shrink' },
  },
  examples: [
    { command: 'watchkeeper policy > watchkeeper-read.json', about: 'Keep it for the role that you make in AWS' },
    { command: 'watchkeeper policy --with athena --with glue', about: 'For the account whose Athena and Glue may be asked' },
    { command: 'watchkeeper policy --shrink --days 180 > watchkeeper-read.json', about: 'Only what was used in half a year' },
  ],
  async run({ io, options, config: loadConfig }) {
    const features = [...new Set(options.with)];
    const further = features.length === 0 ? [] : statementsFor(features, (await loadConfig()).config.athena);
    const shrunk = options.shrink ? await shrinkFromDatabase((await loadConfig()).config, { days: options.days, accountId: options.account }) : undefined;
    if (shrunk) io.stderr.write(`${renderShrunk(shrunk, { days: options.days, accountId: options.account })}\n`);
    const policy = policyFor(shrunk?.kept ?? (await declaredActions()), further);
    io.stdout.write(`${JSON.stringify(policy, null, 2)}\n`);
  },
});

/** Two features need some of the same: each Sid is there once, with what both need. */
function statementsFor(features: readonly PermissionFeature[], settings: Parameters<typeof athenaPermissions>[1]): PolicyStatement[] {
  const all = features.flatMap((feature) => athenaPermissions(feature, settings));
  return [...Map.groupBy(all, ({ Sid }) => Sid).values()].flatMap(([first, ...others]) =>
    first ? [{ ...first, Action: [...new Set([...first.Action, ...others.flatMap(({ Action }) => Action)])].sort() }] : [],
  );
}
