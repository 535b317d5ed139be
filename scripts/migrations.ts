import { runCommand } from './run-command.ts';

/** `npm run migrations -- <name>` writes what has changed in the tables as a new migration. */
const [name] = process.argv.slice(2);
if (name === undefined || !/^[a-z][a-z0-9-]*$/.test(name)) {
  console.error('Name the migration after what it does: npm run migrations -- findings-have-owners');
  process.exitCode = 2;
} else {
  const { exitCode } = await runCommand('drizzle-kit', ['generate', '--name', name], { output: 'show' });
  process.exitCode = exitCode;
}
