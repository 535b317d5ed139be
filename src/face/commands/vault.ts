import { userInfo } from 'node:os';
import { forgetLostSecrets } from '../../base/access/forget-lost-secrets.ts';
import { keyringKinds } from '../../base/vault/contract.ts';
import { findLost, forgetLost } from '../../base/vault/forget-lost.ts';
import { keyFileOf } from '../../base/vault/keyrings/open-keyrings.ts';
import { renewSigning } from '../../base/vault/sign-audit.ts';
import type { VaultStatus } from '../../base/vault/vault.ts';
import type { AuditActor } from '../../base/audit/audit.ts';
import { AppError, exitCodes, type ExitCode } from '../../core/app-error.ts';
import { defineCommand } from '../cli/define-command.ts';
import { withSecrets } from '../secrets/with-secrets.ts';

export default defineCommand({
  title: 'Shows what secrets are sealed with, and seals them with another key',
  about: `status  which keyring and keys there are, and how many secrets each has sealed
rewrap  seals everything with the keyring of the settings, another one (--to) or a new key (--new-key); all of it stays readable, and again goes on where it stopped
forget  removes the secrets whose keys are lost for good, so that Watchkeeper starts again; they must be entered anew
With the embedded store the server must not be running; ask it at /api/vault instead.`,
  arguments: [{ name: 'what', about: 'What to do', isRequired: true, choices: ['status', 'rewrap', 'forget'] }],
  options: {
    data: { type: 'string', short: 'd', setting: 'data.folder', placeholder: 'DIR', about: 'The data folder' },
    to: { type: 'string', choices: keyringKinds, about: 'With rewrap: the keyring; the one of the settings when not given' },
    'new-key': { type: 'boolean', about: 'With rewrap: make a new key in the keyring first' },
    yes: { type: 'boolean', short: 'y', about: 'With forget: do it; without, only say what would be forgotten' },
  },
  formats: ['text', 'json'],
  examples: [
    { command: 'watchkeeper vault status', about: 'Are all secrets sealed with the keyring that they should be?' },
    { command: 'watchkeeper vault rewrap --to kms', about: 'Move everything to the KMS key of the settings' },
    { command: 'watchkeeper vault rewrap --new-key', about: 'A new key for everything' },
  ],
  async run({ arguments: { what }, options, config: loadConfig, print, progress, signal }): Promise<ExitCode> {
    const { config } = await loadConfig();
    return withSecrets(config, async ({ store, audit, openVault }) => {
      switch (what) {
        case 'status': {
          const status = await (await openVault()).status();
          print(status, { text: statusText(status) });
          return status.trouble === null ? exitCodes.done : exitCodes.gaps;
        }
        case 'rewrap': {
          const vault = await openVault();
          const telling = progress('Sealing anew');
          const result = await vault.rewrap({ to: options.to, newKey: options['new-key'], signal, onProgress: (done, of) => telling.update(`${done} of ${of}`) });
          telling.done();
          const { failed, ...facts } = result;
          await audit.add([{ actor: commandActor(), action: 'vault.rewrapped', subject: { kind: 'vault', id: result.to }, detail: { ...facts, failed: failed.length }, address: null }]);
          const lines = [`${result.rewrapped} sealed anew with ${result.to}, ${result.unchanged} were already, ${failed.length} failed.`, ...failed.map(({ owner, field, because }) => `  ${field} of ${owner}: ${because}`)];
          print(result, { text: lines.join('\n') });
          return failed.length === 0 ? exitCodes.done : exitCodes.failed;
        }
        case 'forget': {
          const keyFile = keyFileOf(config);
          const lost = await findLost(store, keyFile);
          const names = lost.map(({ owner, field }) => `  ${field} of ${owner}`);
          if (lost.length === 0) {
            print({ forgotten: 0, lost }, { text: 'No secret has lost its key.' });
            return exitCodes.done;
          }
          if (!options.yes) throw new AppError('bad-usage', `${lost.length} secrets would be forgotten for good:\n${names.join('\n')}`, { hint: `Look once more for a copy of ${keyFile}; when there is none, say --yes` });
          const forgotten = await forgetLost({ store, audit }, keyFile, commandActor());
          await forgetLostSecrets(store.db, lost.map(({ owner }) => owner));
          await renewSigning({ store, audit, vault: await openVault() });
          print({ forgotten, lost }, { text: [`${forgotten} secrets are forgotten and must be entered anew; second factors among them are off:`, ...names].join('\n') });
          return exitCodes.done;
        }
      }
    });
  },
});

/** Who is logged in on this machine. */
function commandActor(): AuditActor {
  const { username } = userInfo();
  return { kind: 'command', id: 'watchkeeper vault', name: `${username} on the command line` };
}

function statusText({ keyring, key, secrets, byKey, trouble }: VaultStatus): string {
  const rows = byKey.map((one) => `  ${String(one.secrets).padStart(6)}  ${one.keyring} ${one.key}${one.isNamed ? '' : '  (not in the settings: cannot be opened)'}`);
  return [`New secrets are sealed with ${keyring}${key === null ? '' : ` ${key}`}.`, ...(trouble === null ? [] : [`TROUBLE: ${trouble}`]), `${secrets} ${secrets === 1 ? 'secret is' : 'secrets are'} sealed${rows.length === 0 ? '.' : ':'}`, ...rows].join('\n');
}
