import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { makeTestFolder } from '../../../testing/make-test-folder.ts';
import { loadRules } from './load-rules.ts';

const rule = (facts = '', detection = 's: { eventName: A }\n  condition: s') => `title: Good\n${facts}logsource: { product: aws, service: cloudtrail }\ndetection:\n  ${detection}\n`;

async function pack(files: Record<string, string>): Promise<string> {
  const folder = await makeTestFolder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

it('says of a rule it refuses the file, the line and the reason, and loads the others', async () => {
  const folder = await pack({
    'good.yml': rule(),
    'broken.yml': 'title: [',
    'deep/half.yaml': rule('', 's:\n    eventName: A\n    a|like: x\n  condition: s'),
    'list.yml': '- 1\n',
  });
  const { rules, refused } = await loadRules([folder]);
  expect(rules.map(({ id }) => id)).toEqual(['good']);
  expect(refused.map(({ file, line, because }) => [file.slice(folder.length + 1), line, because])).toEqual([
    ['broken.yml', 1, expect.stringContaining('not YAML')],
    ['deep/half.yaml', 6, expect.stringContaining('"like"')],
    ['list.yml', 1, 'the document is not a map'],
  ]);
});

it('reads several documents of one file, and says the line of the one that is wrong', async () => {
  const folder = await pack({ 'many.yml': `${rule('name: first\n')}---\n${rule('', 's: { eventName: A }\n  condition: t')}---\n${rule('name: third\n')}` });
  const { rules, refused } = await loadRules([folder]);
  expect(rules.map(({ id }) => id)).toEqual(['many#first', 'many#third']);
  expect(refused).toMatchObject([{ line: 12, because: expect.stringContaining('"t"') }]);
});

it('takes yes and no for what they are in YAML 1.1, and leaves dates as they are written', async () => {
  const folder = await pack({ 'a.yml': rule('date: 2026-01-02\n', 's: { readOnly: no, when: 2026-01-02 }\n  condition: s') });
  const { rules } = await loadRules([folder]);
  expect(rules[0]?.file.date).toBe('2026-01-02');
  expect(rules[0]?.matches({ readOnly: false, when: '2026-01-02' })).toBe(true);
});

it('leaves rules for other logs alone and counts them', async () => {
  const folder = await pack({ 'a.yml': rule().replace('product: aws, service: cloudtrail', 'category: process_creation, product: windows') });
  expect(await loadRules([folder])).toMatchObject({ rules: [], refused: [], otherLogs: 1 });
});

it.each([
  ['names what it takes away', 'userName|startswith: adm_ }\n  condition: s'],
  ['names what remains', 'userName|startswith: adm_ }\n  condition: not s'],
])('a filter that %s silences the rules it names, and no other', async (_name, written) => {
  const filter = `title: Administrators\nlogsource: { product: aws, service: cloudtrail }\nfilter:\n  rules: [one]\n  s: { ${written}\n`;
  const folder = await pack({ 'one.yml': rule('name: one\n'), 'two.yml': rule('name: two\n'), 'filter.yml': filter });
  const { rules, refused } = await loadRules([folder]);
  const fires = (userName: string) => rules.filter((one) => one.matches({ eventName: 'A', userName })).map(({ id }) => id);
  expect(refused).toEqual([]);
  expect(fires('adm_7')).toEqual(['two']);
  expect(fires('mallory')).toEqual(['one', 'two']);
});

it('refuses a filter for a rule that is not there', async () => {
  const folder = await pack({ 'f.yml': 'title: F\nlogsource: { product: aws }\nfilter:\n  rules: [nobody]\n  s: { a: b }\n  condition: s\n' });
  expect((await loadRules([folder])).refused).toMatchObject([{ line: 4, because: expect.stringContaining('nobody') }]);
});

it('replaces a rule by the one with its id in a later folder, and refuses a second one in the same', async () => {
  const id = 'id: 6a1c61cc-1f4b-4f0c-9f43-0b7f3bb2b7f1\n';
  const first = await pack({ 'a.yml': rule(id), 'b.yml': rule(id) });
  const second = await pack({ 'c.yml': rule(id) });
  const { rules, refused } = await loadRules([first, second]);
  expect(rules.map((one) => one.id)).toEqual(['c']);
  expect(refused).toMatchObject([{ file: join(first, 'b.yml'), line: 2 }]);
});

it('loads a single file', async () => {
  const folder = await pack({ 'a.yml': rule() });
  expect((await loadRules([join(folder, 'a.yml')])).rules.map(({ id }) => id)).toEqual(['a']);
});
