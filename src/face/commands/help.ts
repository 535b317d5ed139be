import { defineCommand } from '../cli/define-command.ts';
import { renderCommandHelp, renderGeneralHelp } from '../cli/render-help.ts';
import { version } from '../version.ts';

export default defineCommand({
  title: 'Explains the commands, or one of them',
  arguments: [{ name: 'command', about: 'The command to explain' }],
  examples: [{ command: 'watchkeeper help up', about: 'What the command that starts everything understands' }],
  async run({ arguments: { command }, commands, paint, print }) {
    print(command === undefined ? renderGeneralHelp(await commands.all(), { paint, version }) : renderCommandHelp(command, await commands.load(command), paint));
  },
});
