import { unitKinds } from '../../core/unit.ts';
import { listCatalogue } from '../catalogue.ts';
import { defineCommand } from '../cli/define-command.ts';

export default defineCommand({
  title: 'Lists what Watchkeeper is made of: rules, agents, commands, routes, stories',
  about: 'A kind that has nothing yet is an empty list.',
  arguments: [{ name: 'kind', about: 'Only this kind', choices: unitKinds }],
  formats: ['text', 'json', 'jsonl', 'csv', 'markdown', 'html'],
  examples: [
    { command: 'watchkeeper catalog rule', about: 'The built-in rules' },
    { command: 'watchkeeper catalog --format json', about: 'Everything, for programs' },
  ],
  async run({ arguments: { kind }, print }) {
    print(await listCatalogue(kind), { title: 'Catalogue', columns: [{ key: 'kind' }, { key: 'id' }, { key: 'title' }] });
  },
});
