import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closingLine } from './gates/closing-line.ts';
import { runCommand } from './run-command.ts';
import { startTestServices } from './services/start-test-services.ts';

/** Everything that must pass. Arguments go to vitest: a file, `-t name`. */
const inCi = process.env['CI'] === 'true';
const services = await startTestServices(process.env);
for (const line of services.told) console.log(line);

if (services.missing.length > 0) {
  const needs = services.missing.join(' and ');
  console.log(inCi ? `The system tests cannot run without ${needs}` : `SKIPPED: the system tests (*.system.test.ts). To run them, install ${needs}`);
}
if (services.missing.length > 0 && inCi) {
  console.log(closingLine(undefined));
  process.exitCode = 1;
} else {
  try {
    process.exitCode = await buildAndTest();
  } finally {
    await services.stop();
  }
}

async function buildAndTest(): Promise<number> {
  const built = await runCommand('node', ['scripts/build.ts'], { output: 'show' });
  if (built.exitCode !== 0) {
    console.log(closingLine(undefined));
    return built.exitCode;
  }
  const folder = mkdtempSync(join(tmpdir(), 'watchkeeper-tests-'));
  const report = join(folder, 'report.json');
  const projects = services.missing.length > 0 ? ['--project', 'unit', '--project', 'browser'] : [];
  const reporters = ['--reporter', 'default', '--reporter', 'json', `--outputFile.json=${report}`];
  const ended = await runCommand('vitest', ['run', ...projects, ...reporters, ...process.argv.slice(2)], { output: 'show', env: services.env });
  const text = existsSync(report) ? readFileSync(report, 'utf8') : undefined;
  rmSync(folder, { recursive: true });
  console.log(closingLine(text));
  return ended.exitCode;
}
