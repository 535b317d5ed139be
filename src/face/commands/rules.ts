import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../base/config/config-schema.ts';
import { AppError, exitCodes, type ExitCode } from '../../core/app-error.ts';
import { nearestName } from '../../core/nearest-name.ts';
import { attackCoverage } from '../../watch/activity/sigma/attack-coverage.ts';
import { attackOf } from '../../watch/activity/sigma/attack-tags.ts';
import { lintRule } from '../../watch/activity/sigma/lint-rule.ts';
import { loadRules, type LoadedRules } from '../../watch/activity/sigma/load-rules.ts';
import { runRuleCase } from '../../watch/activity/sigma/run-rule-case.ts';
import { sigmaId, type CorrelationRule, type Rule } from '../../watch/activity/sigma/rule.ts';
import { defineCommand } from '../cli/define-command.ts';
import type { View } from '../cli/format-output.ts';
import type { NoiseColumns } from '../detect/read-noise.ts';
import { renderCoverage } from '../detect/render-coverage.ts';

const builtInRules = fileURLToPath(new URL('../../../rules', import.meta.url));

type AnyRule = Rule | CorrelationRule;
type Print = (value: unknown, view?: View) => void;

export default defineCommand({
  title: 'Lists the rules, shows, tests and checks them',
  about: `list     every rule with its level and techniques
show     one rule as it is written, by its place or its id
test     runs the events under each rule's tests
lint     what is wrong with rules, and what could be better
coverage the techniques of ATT&CK for the cloud, with the rules that see them
With --noise and the embedded store the server must not be running.
test ends with 1 when a rule does not do what its tests say, lint when a rule was refused.`,
  arguments: [
    { name: 'what', about: 'What to do', isRequired: true, choices: ['list', 'show', 'test', 'lint', 'coverage'] },
    { name: 'rule', about: 'Only these rules: places such as aws/cloudtrail, or ids', isMany: true },
  ],
  options: {
    rules: { type: 'string', isMany: true, placeholder: 'DIR', about: 'A folder or file of rules to use beside the built-in ones' },
    'no-builtin': { type: 'boolean', about: 'Without the built-in rules' },
    noise: { type: 'boolean', about: 'With list and show: the state, alerts a day over a week, and what people decided, from the database' },
    data: { type: 'string', short: 'd', setting: 'data.folder', placeholder: 'FOLDER', about: 'The data folder, for --noise' },
  },
  formats: ['text', 'json', 'jsonl', 'csv', 'markdown', 'html'],
  examples: [
    { command: 'watchkeeper rules list aws/iam', about: 'The rules about IAM' },
    { command: 'watchkeeper rules list --noise', about: 'How noisy each rule is, and how often it was right' },
    { command: 'watchkeeper rules show aws/cloudtrail/trail-stopped', about: 'One rule with its tests' },
    { command: 'watchkeeper rules lint --rules ./my-rules --no-builtin', about: 'Own rules, before they are used' },
    { command: 'watchkeeper rules coverage --format markdown', about: 'The matrix, for a report' },
  ],
  async run({ arguments: { what, rule: names }, options, config: loadConfig, format, print }): Promise<ExitCode> {
    const { config } = await loadConfig();
    const loaded = await loadRules([...(options['no-builtin'] ? [] : [builtInRules]), ...config.rules.paths, ...options.rules], config.rules.placeholders);
    const rules = chosen([...loaded.rules, ...loaded.correlations], names);
    switch (what) {
      case 'list': {
        const told = rules.filter(({ alerts }) => alerts);
        const noise = options.noise ? await noiseOf(config, told) : noNoise;
        print(told.map((rule) => ({ ...cardOf(rule), ...noise.get(rule.id) })), { title: 'Rules' });
        return exitCodes.done;
      }
      case 'show': {
        const noise = options.noise ? await noiseOf(config, rules) : noNoise;
        const shown = await Promise.all(rules.map(writtenOf));
        print(shown.map((one) => ({ ...one, ...noise.get(one.id) })), { text: shown.map(({ id, text }) => `${noiseLine(id, noise.get(id))}${text}`).join('\n') });
        return exitCodes.done;
      }
      case 'test':
        return test(loaded, rules, print);
      case 'lint':
        return lint(loaded, rules, print);
      case 'coverage': {
        const coverage = attackCoverage(rules);
        print(coverage, format === 'text' ? { text: renderCoverage(coverage) } : { title: 'ATT&CK coverage' });
        return exitCodes.done;
      }
    }
  },
});

/** By place, by the folder they are in, or by id. */
function chosen(rules: readonly AnyRule[], names: readonly string[]): AnyRule[] {
  if (names.length === 0) return [...rules];
  return names.flatMap((name) => {
    const found = rules.filter((rule) => rule.id === name || sigmaId(rule) === name || rule.id.startsWith(`${name.replace(/\/$/, '')}/`) || rule.id.startsWith(`${name}#`));
    if (found.length > 0) return found;
    const near = nearestName(name, rules.map(({ id }) => id));
    throw new AppError('not-found', `There is no rule ${name}`, { hint: near === undefined ? 'watchkeeper rules list shows them all' : `Did you mean ${near}?` });
  });
}

function cardOf(rule: AnyRule) {
  const { file } = rule;
  return { id: rule.id, level: file.level, title: file.title, ...attackOf(file.tags), kind: rule.kind, status: file.status, sigmaId: sigmaId(rule) };
}

const noNoise: ReadonlyMap<string, NoiseColumns> = new Map();

/** Opening a database takes longer than all the rest: only who asks for it waits. */
async function noiseOf(config: Config, rules: readonly AnyRule[]): Promise<ReadonlyMap<string, NoiseColumns>> {
  const { readNoise } = await import('../detect/read-noise.ts');
  return readNoise(config, rules);
}

function noiseLine(id: string, noise: NoiseColumns | undefined): string {
  if (!noise) return '';
  const { state, alertsPerDay, alerts30Days, truePositives, decided } = noise;
  return `# ${id} is ${state}: ${alertsPerDay} alerts a day over a week, ${alerts30Days} in 30 days; ${decided === 0 ? 'nobody has decided yet' : `${truePositives} of ${decided} true`}\n`;
}

async function writtenOf(rule: AnyRule) {
  return { ...cardOf(rule), path: rule.path ?? '', text: rule.path === undefined ? '' : await readFile(rule.path, 'utf8') };
}

function test(loaded: LoadedRules, rules: readonly AnyRule[], print: Print): ExitCode {
  const results = rules.flatMap((rule) =>
    (['firing', 'silent'] as const).flatMap((kind) =>
      (rule.file.tests?.[kind] ?? []).map((given, at) => ({ rule: rule.id, case: `${kind} ${at + 1}`, passed: runRuleCase(loaded, rule, given) === (kind === 'firing') })),
    ),
  );
  const failed = results.filter(({ passed }) => !passed);
  const untested = rules.filter(({ alerts, file }) => alerts && file.tests === undefined).length;
  const lines = [...failed.map((one) => `${one.rule}: ${one.case} is not so`), `${results.length} cases of ${rules.length} rules, ${failed.length} failed${untested === 0 ? '' : `; ${untested} rules have no tests`}`];
  print(results, { text: lines.join('\n') });
  return failed.length > 0 ? exitCodes.findings : exitCodes.done;
}

function lint({ refused, otherLogs }: LoadedRules, rules: readonly AnyRule[], print: Print): ExitCode {
  const problems = [
    ...refused.map(({ file, line, because }) => ({ kind: 'refused', where: `${file}:${line}`, because })),
    ...rules.flatMap((rule) => lintRule(rule).map((because) => ({ kind: 'advice', where: rule.id, because }))),
  ];
  const others = otherLogs === 0 ? '' : `; ${otherLogs} for other logs`;
  const lines = [...problems.map(({ kind, where, because }) => `${kind.padEnd(8)} ${where}: ${because}`), `${rules.length} rules, ${refused.length} refused, ${problems.length - refused.length} could be better${others}`];
  print(problems, { text: lines.join('\n') });
  return refused.length > 0 ? exitCodes.findings : exitCodes.done;
}
