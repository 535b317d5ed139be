import { onboardingFormats, type OnboardingFormat } from '../../base/accounts/contract.ts';
import { createLog } from '../../base/telemetry/create-log.ts';
import { AppError, exitCodes, type ExitCode } from '../../core/app-error.ts';
import { addFromTerminal, refuseUntold } from '../accounts/add-from-terminal.ts';
import { handOutTemplate, openTemplates } from '../accounts/hand-out-template.ts';
import { findByName, listLocal, removeLocal, validateLocal } from '../accounts/local-accounts.ts';
import { askingAtTerminal, openLocalAccounts } from '../accounts/open-local-accounts.ts';
import { accountColumns, renderAccount } from '../accounts/render-accounts.ts';
import { listAccountRegions } from '../../base/accounts/list-regions.ts';
import { openAsker } from '../cli/ask.ts';
import { defineCommand } from '../cli/define-command.ts';

export default defineCommand({
  title: 'Connects AWS accounts, and tells how they are',
  about: `add       connects an account or an organisation; on a terminal it leads through it
list      the connected accounts
validate  tries credentials, regions and permissions now; every account when none is named
regions   every region of an account: watched, or why not
remove    disconnects an account; what was found there stays
template  prints what makes the role that Watchkeeper takes on
With the embedded store the server must not be running: use its pages or its API then.
validate ends with 3 when an account does not work.`,
  arguments: [
    { name: 'what', about: 'What to do', isRequired: true, choices: ['add', 'list', 'validate', 'regions', 'remove', 'template'] },
    { name: 'account', about: 'The account: its number, name or id', isMany: true },
  ],
  options: {
    name: { type: 'string', placeholder: 'NAME', about: 'For add: what to call the account' },
    'role-arn': { type: 'string', placeholder: 'ARN', about: 'For add: the role to take on' },
    'external-id': { type: 'string', placeholder: 'TEXT', about: 'For add and template: what the role asks for as its external id' },
    profile: { type: 'string', placeholder: 'NAME', about: 'For add: the profile of the AWS CLI to use, or to take on the role with' },
    credential: { type: 'string', placeholder: 'ID', about: 'For add: the access key of the vault to use, or to take on the role with' },
    'instance-profile': { type: 'boolean', about: 'For add: use the instance profile or container role of this machine' },
    ambient: { type: 'boolean', about: 'For add: use the credentials that the AWS CLI would use' },
    organization: { type: 'boolean', about: 'For add: connect every account of the organisation' },
    'member-role': { type: 'string', default: 'WatchkeeperRead', placeholder: 'NAME', about: 'For add --organization: the role in every member' },
    'exclude-account': { type: 'string', isMany: true, placeholder: 'ID', about: 'For add --organization: leave this member out' },
    'exclude-unit': { type: 'string', isMany: true, placeholder: 'OU', about: 'For add --organization: leave out all below this unit' },
    'exclude-tag': { type: 'string', isMany: true, placeholder: 'KEY=VALUE', about: 'For add --organization: leave out members with this tag' },
    region: { type: 'string', isMany: true, placeholder: 'REGION', about: 'For add: only this region; every one that is enabled when not given' },
    tag: { type: 'string', isMany: true, placeholder: 'KEY=VALUE', about: 'For add: a tag of your own' },
    write: { type: 'boolean', about: 'For template: the role that may change something, instead of the one that reads' },
    principal: { type: 'string', placeholder: 'ARN', about: 'For template: who takes on the role; found out when not given' },
    'trail-bucket': { type: 'string', isMany: true, placeholder: 'BUCKET/FOLDER', about: 'For template: where log files of a trail may be read' },
    'trail-queue': { type: 'string', isMany: true, placeholder: 'ARN', about: 'For template: a queue that tells of new log files' },
    open: { type: 'string', isMany: true, choices: ['log-queries', 'athena'], about: 'For template: a feature that reads what is written in logs' },
    yes: { type: 'boolean', about: 'For remove: does not ask' },
    data: { type: 'string', short: 'd', setting: 'data.folder', placeholder: 'FOLDER', about: 'The data folder' },
    format: { type: 'string', default: 'text', choices: ['text', 'json', 'jsonl', 'csv', 'markdown', ...onboardingFormats], about: 'How the result is written, or which template' },
  },
  examples: [
    { command: 'watchkeeper accounts add', about: 'Be led through it' },
    { command: 'watchkeeper accounts add --role-arn arn:aws:iam::111122223333:role/WatchkeeperRead --external-id watchkeeper-1f…', about: 'In a script' },
    { command: 'watchkeeper accounts add --organization --role-arn arn:aws:iam::111122223333:role/WatchkeeperRead --exclude-unit ou-ab12-sandbox', about: 'A whole organisation without its sandboxes' },
    { command: 'watchkeeper accounts template --format terraform > watchkeeper.tf', about: 'The read role as a module of Terraform' },
    { command: 'watchkeeper accounts validate', about: 'How is every account?' },
  ],
  async run({ arguments: { what, account: names }, options, config: loadConfig, io, paint, print, progress, signal }): Promise<ExitCode> {
    const { config } = await loadConfig();
    const log = createLog({ level: 'warn', format: 'text', destination: io.stderr });
    if (what === 'template') {
      const templates = await openTemplates(config);
      try {
        const made = await handOutTemplate(templates, { ...options, format: templateFormat(options.format) }, askingAtTerminal(signal));
        io.stdout.write(made.template);
        for (const step of made.steps) io.stderr.write(`${step}\n`);
      } finally {
        await templates.close();
      }
      return exitCodes.done;
    }
    if (templateFormats.has(options.format)) throw new AppError('bad-usage', `--format ${options.format} is for template`, { hint: 'Use text, json, jsonl, csv or markdown' });
    const asker = openAsker(io, signal);
    if (what === 'add') refuseUntold(options, asker);
    if (what === 'regions' || what === 'remove') oneOf(names, what);
    const local = await openLocalAccounts({ config, log });
    const asking = askingAtTerminal(signal);
    const { room } = local;
    try {
      switch (what) {
        case 'add': {
          const added = await addFromTerminal({ local, asking, asker, io }, options);
          io.stderr.write(`${added.sentence}\n`);
          print(added.value, { text: added.account ? `${renderAccount(added.account, paint)}\n` : `${added.sentence}\n` });
          return added.account?.status === 'error' ? exitCodes.gaps : exitCodes.done;
        }
        case 'list': {
          const accounts = await listLocal(room);
          print(accounts, { columns: accountColumns, title: 'Accounts' });
          return exitCodes.done;
        }
        case 'validate': {
          const telling = progress('Validating');
          const validated = await validateLocal(room, { names, asking, tell: (detail) => telling.update(detail) });
          const failing = validated.filter(({ status }) => status === 'error').length;
          telling.done(`${validated.length - failing} of ${validated.length} accounts work`);
          print(validated, { text: `${validated.map((one) => renderAccount(one, paint)).join('\n\n')}\n`, columns: accountColumns, title: 'Accounts' });
          return failing > 0 ? exitCodes.gaps : exitCodes.done;
        }
        case 'regions': {
          const account = await findByName(room, oneOf(names, what));
          const regions = await listAccountRegions(room, account.id, asking);
          print(regions.map(({ region, optIn, isWatched, gap }) => ({ region, optIn, isWatched, notSeen: gap?.because ?? null })), { title: `Regions of ${account.name}` });
          return exitCodes.done;
        }
        case 'remove': {
          const account = await findByName(room, oneOf(names, what));
          await removeLocal(room, account, { asking, asker, isAgreed: options.yes });
          io.stderr.write(`${account.name} (${account.accountId}) is disconnected; what was found there stays\n`);
          return exitCodes.done;
        }
      }
    } finally {
      await local.close();
    }
  },
});

const templateFormats: ReadonlySet<string> = new Set(onboardingFormats);

function templateFormat(format: string): OnboardingFormat {
  const found = onboardingFormats.find((one) => one === format);
  if (found) return found;
  if (format === 'text') return 'cloudformation';
  throw new AppError('bad-usage', `There is no template as ${format}`, { hint: `Use ${onboardingFormats.join(', ')}` });
}

function oneOf(names: readonly string[], what: string): string {
  const [name, ...others] = names;
  if (name === undefined || others.length > 0) throw new AppError('bad-usage', `watchkeeper accounts ${what} is about one account`, { hint: 'Name it by its number, name or id; watchkeeper accounts list tells them' });
  return name;
}
