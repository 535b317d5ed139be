import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newUnitFiles } from './new/new-unit-files.ts';
import { repoRoot } from './repo-root.ts';

/** `npm run new <kind> <id>` writes a unit that works, and its test, to be changed into the one that is wanted. */
const [kind, id] = process.argv.slice(2);
const files = newUnitFiles(kind, id);
if (typeof files === 'string') {
  refuse(files);
} else {
  const taken = files.find(({ path }) => existsSync(join(repoRoot, path)));
  if (taken) refuse(`${taken.path} exists already`);
  else {
    for (const { path, text } of files) write(path, text);
    console.error('It works as it is. Change it into what you want; npm run goldens notes it in the catalogue, npm run check tells what is missing.');
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(repoRoot, path)), { recursive: true });
  writeFileSync(join(repoRoot, path), text);
  console.log(path);
}

function refuse(reason: string): void {
  console.error(reason);
  process.exitCode = 2;
}
