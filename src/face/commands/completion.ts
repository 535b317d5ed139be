import { defineCommand } from '../cli/define-command.ts';
import { renderCompletion, shells } from '../cli/render-completion.ts';

export default defineCommand({
  title: 'Prints what makes a shell complete commands and options',
  arguments: [{ name: 'shell', about: 'Your shell', isRequired: true, choices: shells }],
  examples: [
    { command: 'source <(watchkeeper completion bash)', about: 'In this bash; in ~/.bashrc, in every bash' },
    { command: 'watchkeeper completion zsh > "${fpath[1]}/_watchkeeper"', about: 'In every zsh' },
    { command: 'watchkeeper completion fish > ~/.config/fish/completions/watchkeeper.fish', about: 'In every fish' },
  ],
  async run({ arguments: { shell }, commands, io }) {
    io.stdout.write(renderCompletion(shell, await commands.all()));
  },
});
