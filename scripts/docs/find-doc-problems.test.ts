import { expect, it } from 'vitest';
import { findDocProblems, type KnownThings } from './find-doc-problems.ts';

const known: KnownThings = {
  files: new Set(['README.md', 'docs/guides/start.md', 'src/core/finding.ts']),
  npmScripts: new Set(['start', 'check']),
  commands: new Set(['up']),
  settings: new Set(['server.port']),
  variables: new Set(['WATCHKEEPER_PORT']),
};

it.each([
  ['a link', 'See [the guide](docs/guides/gone.md).'],
  ['a picture', '![Overview](docs/images/gone.png)'],
  ['a file', 'It is in `src/core/gone.ts`.'],
  ['an npm script', 'Run `npm run polish`.'],
  ['a command in a block', '```sh\n./bin/watchkeeper gone\n```'],
  ['a variable', 'Set `WATCHKEEPER_GONE`.'],
  ['a setting', 'Set `server.gone`.'],
])('finds %s that does not exist', (_what, text) => {
  expect(findDocProblems('README.md', text, known)).toHaveLength(1);
});

it('is content with what exists', () => {
  const text = [
    'See [the guide](docs/guides/start.md#first) and `src/core/`, `src/core/finding.ts`.',
    'Run `npm start` or `npm run check`, or `watchkeeper up`.',
    'Set `server.port` or WATCHKEEPER_PORT; read [more](https://example.com/a.md).',
  ].join('\n');
  expect(findDocProblems('README.md', text, known)).toEqual([]);
});

it('resolves a link from the folder of its document, and says on which line it stands', () => {
  expect(findDocProblems('docs/guides/start.md', 'one\n[two](../../README.md)\n[three](README.md)', known)).toEqual([
    'docs/guides/start.md:3 links to README.md, which does not exist',
  ]);
});
