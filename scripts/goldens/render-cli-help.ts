import { openCommandFolder } from '../../src/face/cli/command-folder.ts';
import { renderCommandHelp, renderGeneralHelp } from '../../src/face/cli/render-help.ts';
import { version } from '../../src/face/version.ts';

const plain = (_style: unknown, text: string): string => text;

/** docs/reference/cli.md: what `watchkeeper help` says, of everything. */
export async function renderCliHelp(): Promise<string> {
  const commands = await openCommandFolder().all();
  const parts = [...commands].flatMap(([verb, command]) => [`## ${verb}`, '', '```text', renderCommandHelp(verb, command, plain).trimEnd(), '```', '']);
  return ['# Commands', '', 'What `watchkeeper help` prints. This page is made from the code by `npm run goldens`.', '', '```text', renderGeneralHelp(commands, { paint: plain, version }).trimEnd(), '```', '', ...parts].join('\n');
}
