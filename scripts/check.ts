import type { Gate } from './gates/run-gates.ts';
import { runGates } from './gates/run-gates.ts';
import { runCommand } from './run-command.ts';

/** The longest first, so that the two at a time end together. */
const gates: readonly Gate[] = [
  gate('tests', 'vitest', ['run', '--project', 'unit', '--reporter', 'dot']),
  gate('goldens', 'node', ['scripts/goldens.ts', '--check']),
  gate('dead code', 'knip', ['--no-progress', '--no-config-hints']),
  gate('types of src', 'tsc', ['-p', 'src']),
  gate('types of ui', 'tsc', ['-p', 'ui']),
  gate('lint', 'oxlint', ['--type-aware', '--format', 'unix', '--deny-warnings', '--report-unused-disable-directives']),
  gate('layers', 'node', ['scripts/check-layers.ts']),
  gate('conventions', 'node', ['scripts/check-conventions.ts']),
  gate('docs', 'node', ['scripts/check-docs.ts']),
];

/** `npm run check -- lint docs` runs those, `npm run check -- --but tests` all others. */
const [first, ...others] = process.argv.slice(2);
const isBut = first === '--but';
const named = isBut || first === undefined ? others : [first, ...others];
const chosen = named.length === 0 ? gates : gates.filter(({ name }) => named.includes(name) !== isBut);
if (chosen.length === 0) throw new Error(`No such gate. There are: ${gates.map(({ name }) => name).join(', ')}`);

const startedAt = performance.now();
const failed = await runGates(chosen, 2, (line) => console.log(line));
const seconds = Math.round((performance.now() - startedAt) / 1000);
console.log(failed.length === 0 ? `All ${chosen.length} gates passed in ${seconds} s` : `${failed.length} of ${chosen.length} gates failed in ${seconds} s: ${failed.join(', ')}`);
if (failed.length > 0) process.exitCode = 1;

function gate(name: string, program: string, args: readonly string[]): Gate {
  return { name, run: () => runCommand(program, args, { output: 'keep' }) };
}
