import { accessSync, constants, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const homes = ['/usr/lib/postgresql/*/bin', '/usr/pgsql-*/bin', '/opt/homebrew/opt/postgresql*/bin', '/usr/local/opt/postgresql*/bin', '/opt/homebrew/bin', '/usr/local/bin'];

/** Where a program is: on the path, or where the packages of PostgreSQL keep theirs; the newest of several. */
export function findProgram(name: string): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name));
  const inHomes = globSync(homes.map((home) => join(home, name))).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return [...onPath, ...inHomes].find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}
