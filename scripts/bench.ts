import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchCase } from '../bench/bench-case.ts';
import { machineFacts } from '../bench/machine-facts.ts';
import { runBench } from '../bench/run-bench.ts';
import { repoRoot } from './repo-root.ts';
import { runCommand } from './run-command.ts';

/** `npm run bench` runs every case, `npm run bench -- <name> …` those; each result is kept in bench/results/. */
const folder = join(repoRoot, 'bench', 'cases');
const names = (await readdir(folder)).filter((name) => name.endsWith('.ts')).map((name) => name.replace(/\.ts$/, ''));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));

if (unknown.length > 0) {
  console.error(`There is no case ${unknown.join(', ')}. There are: ${names.join(', ')}`);
  process.exitCode = 2;
} else {
  const commit = (await runCommand('git', ['describe', '--always', '--dirty'], { output: 'keep' })).output.trim();
  for (const name of wanted.length === 0 ? names : wanted) await runOne(name, commit);
}

async function runOne(name: string, commit: string): Promise<void> {
  const result = await runBench(benchCaseOf(await import(join(folder, `${name}.ts`))));
  const { unit, subject, against, ratio, better } = result;
  console.log(`${name}: ${result.title}`);
  console.log(`  ${subject.median} ${unit}; ${against.name}: ${against.median} ${unit}; ratio ${ratio} (${better} is better)`);
  await mkdir(join(repoRoot, 'bench', 'results'), { recursive: true });
  const kept = { ...result, commit, at: new Date().toISOString(), machine: machineFacts() };
  await writeFile(join(repoRoot, 'bench', 'results', `${name}.json`), `${JSON.stringify(kept, null, 2)}\n`);
}

/** Guarantee: every file of bench/cases exports its case under this name, with this type, which the compiler checked there. */
function benchCaseOf(loaded: unknown): BenchCase {
  const { benchCase } = loaded as { benchCase?: BenchCase };
  if (benchCase === undefined) throw new Error('The case exports no benchCase');
  return benchCase;
}
