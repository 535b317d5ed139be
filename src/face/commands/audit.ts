import { resolve } from 'node:path';
import { auditQuerySchema } from '../../base/audit/contract.ts';
import { auditLines } from '../../base/audit/export-audit.ts';
import { listAudit } from '../../base/audit/list-audit.ts';
import { witnessedEnd } from '../../base/audit/audit-witness.ts';
import { verifyAudit } from '../../base/audit/verify-audit.ts';
import { auditKey } from '../../base/vault/sign-audit.ts';
import { AppError, exitCodes, type ExitCode } from '../../core/app-error.ts';
import { defineCommand } from '../cli/define-command.ts';
import { readSince } from '../cli/read-since.ts';
import { withSecrets } from '../secrets/with-secrets.ts';

export default defineCommand({
  title: 'Proves that the log of who did what is whole, lists and exports it',
  about: `verify  that no entry was changed, removed or moved; ends with 1 and names the first that was
list    the newest entries, filtered
export  every entry that the filters leave, as JSON lines or CSV
With the embedded store the server must not be running; ask it at /api/audit instead.`,
  arguments: [{ name: 'what', about: 'What to do', isRequired: true, choices: ['verify', 'list', 'export'] }],
  options: {
    data: { type: 'string', short: 'd', setting: 'data.folder', placeholder: 'DIR', about: 'The data folder' },
    action: { type: 'string', placeholder: 'ACTION', about: 'Only these: credential.used, or credential for all that begin so' },
    actor: { type: 'string', placeholder: 'WHO', about: 'Only what this one did, by name or id' },
    account: { type: 'string', placeholder: 'ACCOUNT', about: 'Only what is about this AWS account' },
    since: { type: 'string', placeholder: 'TIME', about: 'Only what is newer: 7d, or 2026-11-20T00:00:00Z' },
    search: { type: 'string', short: 's', placeholder: 'WORDS', about: 'Only entries with these words' },
    limit: { type: 'number', min: 1, max: 500, default: 50, about: 'With list: how many' },
  },
  formats: ['text', 'json', 'jsonl', 'csv', 'markdown'],
  examples: [
    { command: 'watchkeeper audit verify', about: 'Was the log tampered with?' },
    { command: 'watchkeeper audit list --action credential.used --since 1d', about: 'Who used which credentials since yesterday' },
    { command: 'watchkeeper audit export --format csv > audit.csv', about: 'All of it, for a spreadsheet' },
  ],
  async run({ arguments: { what }, options, config: loadConfig, format, io, print, progress, signal }): Promise<ExitCode> {
    const { config } = await loadConfig();
    const since = readSince(options.since)?.toISOString();
    const filter = { action: options.action, actor: options.actor, accountId: options.account, q: options.search, since };
    return withSecrets(config, async ({ store, openVault }) => {
      switch (what) {
        case 'verify': {
          const telling = progress('Verifying the audit log');
          const headKey = await openVault().then((vault) => auditKey(store, vault), noKey);
          const verdict = await verifyAudit(store, { headKey, witnessed: await witnessedEnd(store, resolve(config.data.folder)), signal, onProgress: (entries) => telling.update(`${entries.toLocaleString('en')} entries`) });
          telling.done();
          print(verdict, { text: sentenceOf(verdict) });
          return verdict.isWhole ? exitCodes.done : exitCodes.findings;
        }
        case 'list': {
          const { entries } = await listAudit(store, auditQuerySchema.parse({ ...filter, limit: options.limit }), 'all');
          print(entries.map(({ sequence, at, actor, action, subject, address, detail }) => ({ sequence, at, who: `${actor.kind} ${actor.name}`, action, subject: `${subject.kind} ${subject.id}`, accountId: subject.accountId, from: address, detail })), { title: 'Audit log' });
          return exitCodes.done;
        }
        case 'export': {
          if (format !== 'csv' && format !== 'jsonl' && format !== 'text') throw new AppError('bad-usage', `The log is not exported as ${format}`, { hint: 'Choose --format jsonl or --format csv' });
          for await (const lines of auditLines(store, { filter: { ...filter, order: 'asc' }, format: format === 'csv' ? 'csv' : 'jsonl', scope: 'all' })) {
            signal.throwIfAborted();
            if (!io.stdout.write(lines)) await new Promise((done) => io.stdout.once('drain', done));
          }
          return exitCodes.done;
        }
      }
    });
  },
});

/** Without the key the log can be verified all the same, but for its end. */
function noKey(error: unknown): undefined {
  if (error instanceof AppError) return undefined;
  throw error;
}

function sentenceOf({ isWhole, entries, end, signature, broken }: Awaited<ReturnType<typeof verifyAudit>>): string {
  const count = `${entries.toLocaleString('en')} ${entries === 1 ? 'entry' : 'entries'}`;
  if (!isWhole || broken) return `BROKEN at entry ${broken?.sequence ?? 0} (${broken?.kind ?? 'unknown'}): ${broken?.because ?? ''}. The ${count} before it are as they were added.`;
  if (!end) return 'The log is empty.';
  const signed = { signed: 'Its end is signed.', unsigned: 'Its end is not signed: that no newest entries were removed is known from what this data folder has seen only.', 'not-checked': 'Its end is signed, and the key could not be had here to check that.' }[signature];
  return `Whole: ${count}, each as it was added. ${signed}\nThe end is ${end.sequence} ${end.hash}; written down elsewhere, it proves later that nothing before it was taken away.`;
}
