import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { runCommandLine } from '../../testing/run-command-line.ts';

const kit = new URL('define-command.ts', import.meta.url).href;
const errors = new URL('../../core/app-error.ts', import.meta.url).href;

/** A folder with one verb, `try`, which does what the body says. */
async function verb(statement: string, body = ''): Promise<URL> {
  const folder = await makeTestFolder();
  const text = `import { defineCommand } from '${kit}';
import { AppError } from '${errors}';
export default defineCommand({ title: 'Tries', ${statement} async run(context) { ${body} void AppError; } });`;
  await writeFile(join(folder, 'try.ts'), text);
  return pathToFileURL(`${folder}/`);
}

describe('words after the verb', () => {
  const statement = `
    arguments: [{ name: 'place', about: 'Where', isRequired: true }, { name: 'more', about: 'More', isMany: true }],
    options: {
      count: { type: 'number', min: 1, max: 9, short: 'c', default: 2, about: 'How many', env: 'TRY_COUNT' },
      tag: { type: 'string', isMany: true, about: 'Tags' },
      kind: { type: 'string', choices: ['day', 'night'], about: 'Which' },
      fast: { type: 'boolean', about: 'Fast' },
    },`;
  const body = 'context.print({ ...context.options, ...context.arguments }, { text: JSON.stringify([context.arguments, context.options]) });';

  it.each([
    ['try here', [{ place: 'here', more: [] }, { count: 2, tag: [], fast: false }]],
    ['try here there everywhere -c 3', [{ place: 'here', more: ['there', 'everywhere'] }, { count: 3 }]],
    ['try --tag a --tag=b here --fast --kind night', [{ place: 'here' }, { tag: ['a', 'b'], fast: true, kind: 'night' }]],
    ['--fast try here', [{ place: 'here' }, { fast: true }]],
    ['try -- --fast', [{ place: '--fast' }, { fast: false }]],
  ])('%s', async (line, read) => {
    const { exit, out } = await runCommandLine(line.split(' '), { commands: await verb(statement, body) });
    expect(JSON.parse(out)).toMatchObject(read);
    expect(exit).toBe(0);
  });

  it('take their defaults from the environment before the statement', async () => {
    const { out } = await runCommandLine(['try', 'here'], { commands: await verb(statement, body), environment: { TRY_COUNT: '7' } });
    expect(JSON.parse(out)).toMatchObject([{}, { count: 7 }]);
  });

  it.each([
    ['try', 'watchkeeper try needs PLACE: Where'],
    ['try here --count 10', '--count is "10"; it must be a number from 1 to 9'],
    ['try here --count many', '--count is "many"; it must be a number from 1 to 9'],
    ['try here --count 1 --count 2', '--count is given twice'],
    ['try here --count', '--count needs a value: How many'],
    ['try here --kind nigth', 'did you mean night?'],
    ['try here --fats', '--fats is not an option of watchkeeper try; did you mean --fast?'],
    ['try here --fast=yes', '--fast takes no value'],
    ['tyr', '"tyr" is not a command; did you mean "try"?'],
  ])('%s is refused with 2 and a sentence', async (line, told) => {
    const { exit, err, out } = await runCommandLine(line.split(' '), { commands: await verb(statement, body) });
    expect(err).toContain(told);
    expect(err).toContain('hint:');
    expect(out).toBe('');
    expect(exit).toBe(2);
  });
});

describe('the end', () => {
  it.each([
    ['done', '', 0],
    ['findings', 'return 1;', 1],
    ['a gap', 'return 3;', 3],
    ['a failure that is known', "throw new AppError('port-taken', 'It is taken', { hint: 'Choose another' });", 4],
    ['a configuration that is wrong', "throw new AppError('bad-config', 'It is wrong');", 2],
    ['a bug', "throw new TypeError('undefined is not a function');", 4],
  ])('of %s has its exit code', async (_what, body, exit) => {
    expect(await runCommandLine(['try'], { commands: await verb('', body) })).toMatchObject({ exit });
  });

  it('in a failure says what happened and what to do, and where only when asked', async () => {
    const commands = await verb('', "throw new AppError('port-taken', 'Port 8000 is taken', { hint: 'Choose another' });");
    const { err } = await runCommandLine(['try'], { commands });
    expect(err).toBe('error: Port 8000 is taken\nhint: Choose another\n');
    expect((await runCommandLine(['try', '--debug'], { commands })).err).toMatch(/at .*try\.ts/);
  });

  it('in a bug gives a reference and no stack', async () => {
    const { err } = await runCommandLine(['try'], { commands: await verb('', "throw new TypeError('undefined is not a function');") });
    expect(err).toMatch(/^error: This is a bug in Watchkeeper \(reference [\da-f]{8}\): TypeError: undefined is not a function\nhint: /);
    expect(err).not.toContain('    at ');
  });
});

describe('output', () => {
  const table = "formats: ['text', 'json', 'jsonl', 'csv', 'markdown', 'html'],";
  const body = `context.print([{ id: 'a', note: '=1+1' }, { id: 'b|c', note: 'x, "y" <z>' }], { title: 'Things', columns: [{ key: 'id' }, { key: 'note' }] });`;

  it.each([
    ['json', '[\n  {\n    "id": "a",\n    "note": "=1+1"\n  },\n  {\n    "id": "b|c",\n    "note": "x, \\"y\\" <z>"\n  }\n]\n'],
    ['jsonl', '{"id":"a","note":"=1+1"}\n{"id":"b|c","note":"x, \\"y\\" <z>"}\n'],
    ['csv', 'id,note\r\na,\'=1+1\r\nb|c,"x, ""y"" <z>"\r\n'],
    ['text', 'id   note\na    =1+1\nb|c  x, "y" <z>\n'],
  ])('as %s', async (format, out) => {
    expect((await runCommandLine(['try', '--format', format], { commands: await verb(table, body) })).out).toBe(out);
  });

  it.each([
    ['markdown', String.raw`b\|c`],
    ['html', '&lt;z&gt;'],
  ])('as %s escapes what would be markup', async (format, escaped) => {
    expect((await runCommandLine(['try', '--format', format], { commands: await verb(table, body) })).out).toContain(escaped);
  });

  const colours = String.fromCodePoint(27);
  it.each([
    ['a terminal', { isTerminal: true }, true],
    ['a pipe', { isTerminal: false }, false],
    ['a terminal whose user wants none', { isTerminal: true, environment: { NO_COLOR: '1' } }, false],
    ['a dumb terminal', { isTerminal: true, environment: { TERM: 'dumb' } }, false],
    ['a pipe whose reader wants them', { isTerminal: false, environment: { FORCE_COLOR: '1' } }, true],
  ])('on %s has colours or not', async (_what, facts, hasColours) => {
    const { out } = await runCommandLine(['help'], facts);
    expect(out.includes(colours)).toBe(hasColours);
  });

  it('of somebody else cannot steer the terminal', async () => {
    const { err } = await runCommandLine(['try'], { commands: await verb('', String.raw`throw new AppError('port-taken', 'evil \u001b[2J name');`) });
    expect(err).not.toContain(colours);
  });
});

describe('progress', () => {
  const body = "const progress = context.progress('Reading'); progress.update('3 of 4'); progress.done('Read 4'); ";

  it('stays off standard output, and off a pipe but for its beginning and end', async () => {
    expect(await runCommandLine(['try'], { commands: await verb('', body) })).toMatchObject({ out: '', err: 'Reading\nRead 4\n' });
  });

  it('is drawn over on a terminal, and is not there when quiet', async () => {
    const commands = await verb('', body);
    expect((await runCommandLine(['try'], { commands, isTerminal: true })).err).toContain('\rReading … 3 of 4'.replace('\r', '\r\u001b[K'));
    expect((await runCommandLine(['try', '--quiet'], { commands })).err).toBe('');
  });
});
