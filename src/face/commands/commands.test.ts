import { describe, expect, it } from 'vitest';
import { listSettingSpecs } from '../../base/config/list-setting-specs.ts';
import { unitCardSchema, unitKinds } from '../../core/unit.ts';
import { runCommandLine } from '../../testing/run-command-line.ts';
import { openCommandFolder } from '../cli/command-folder.ts';
import { optionsOf, parseArguments } from '../cli/parse-arguments.ts';

const commands = await openCommandFolder().all();
const settings = new Set(listSettingSpecs().map(({ key }) => key));

describe.each([...commands])('watchkeeper %s', (verb, command) => {
  it('begins its title with what it does', () => {
    expect(command.title).toMatch(/^[A-Z][a-z]+s /);
    expect(command.title).not.toMatch(/\.$/);
  });

  it('has an example, and each is understood', () => {
    expect(command.examples?.length).toBeGreaterThan(0);
    for (const { command: line } of command.examples ?? []) {
      const [, words] = new RegExp(`watchkeeper ${verb}\\b(.*)`).exec(line) ?? [];
      if (words === undefined) continue;
      expect(() => parseArguments(verb, command, { words: shellWords(words), environment: {} })).not.toThrow();
    }
  });

  it('explains each option, and overrides only settings that exist', () => {
    const options = Object.values(optionsOf(command));
    for (const { about } of options) expect(about).toMatch(/^[A-Z0-9]/);
    expect(options.flatMap(({ setting }) => setting ?? []).filter((setting) => !settings.has(setting))).toEqual([]);
  });

  it('is explained by --help and by help', async () => {
    const byOption = await runCommandLine([verb, '--help']);
    expect(byOption).toMatchObject({ exit: 0, err: '', out: expect.stringContaining(`watchkeeper ${verb}: ${command.title}`) });
    expect((await runCommandLine(['help', verb])).out).toBe(byOption.out);
  });
});

describe('watchkeeper catalog', () => {
  it('lists every kind, each unit once', async () => {
    const { out } = await runCommandLine(['catalog', '--format', 'jsonl']);
    const cards = out.trim().split('\n').map((line) => unitCardSchema.parse(JSON.parse(line)));
    expect(new Set(cards.map(({ kind, id }) => `${kind} ${id}`)).size).toBe(cards.length);
    expect(cards.every(({ title }) => title.length > 0)).toBe(true);
    const kinds = new Set(cards.map(({ kind }) => kind));
    for (const kind of ['rule', 'agent', 'command', 'route', 'story']) expect(kinds).toContain(kind);
    expect(cards.filter(({ kind }) => kind === 'command').map(({ id }) => id)).toEqual([...commands.keys()]);
  });

  it.each(unitKinds)('knows the kind %s', async (kind) => {
    const { exit, out } = await runCommandLine(['catalog', kind, '--format', 'json']);
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toBeInstanceOf(Array);
  });

  it('names the kinds when another is asked for', async () => {
    expect(await runCommandLine(['catalog', 'opinions'])).toMatchObject({ exit: 2, err: expect.stringContaining('it must be one of rule, discoverer, check') });
  });
});

it('watchkeeper config hides secrets and says where a value is from', async () => {
  const { out } = await runCommandLine(['config', '--changed', '--format', 'json'], { environment: { WATCHKEEPER_ADMIN_TOKEN: 'a-token-of-16-letters', WATCHKEEPER_PORT: '8123' } });
  expect(JSON.parse(out)).toEqual([
    expect.objectContaining({ key: 'server.port', value: 8123, origin: 'environment', from: 'WATCHKEEPER_PORT', secret: false }),
    expect.objectContaining({ key: 'access.adminToken', value: '[redacted]', origin: 'environment', secret: true }),
  ]);
  expect(out).not.toContain('a-token-of-16-letters');
});

/** The words of a line up to where a shell would end the command. */
function shellWords(line: string): string[] {
  const words: string[] = [];
  for (const [, quoted, apart] of line.matchAll(/("[^"]*"|'[^']*'|[^\s"'|>)]+)|([|>)])/g)) {
    if (apart !== undefined) break;
    if (quoted !== undefined) words.push(quoted.replace(/^(["'])(.*)\1$/, '$2'));
  }
  return words;
}
