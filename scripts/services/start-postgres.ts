import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findProgram } from './find-program.ts';
import { freePort } from './free-port.ts';
import type { TestService } from './test-service.ts';

/** A PostgreSQL of its own in a temporary folder, when its programs are installed. */
export async function startPostgres(): Promise<TestService | undefined> {
  const initdb = findProgram('initdb');
  if (initdb === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'watchkeeper-postgres-'));
  const owner = ownerOf(folder);
  const bin = dirname(realpathSync(initdb));
  const data = join(folder, 'data');
  const port = await freePort();
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off -c max_connections=200`;

  run(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']);
  run(join(bin, 'pg_ctl'), ['-D', data, '-l', join(folder, 'log'), '-o', settings, '-w', 'start']);
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop() {
      run(join(bin, 'pg_ctl'), ['-D', data, '-m', 'immediate', 'stop']);
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
  };

  function run(program: string, args: readonly string[]): void {
    execFileSync(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], ...owner });
  }
}

/** PostgreSQL refuses to run as root, so root lends the folder to the user that its package made. */
function ownerOf(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const uid = Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' }));
  const gid = Number(execFileSync('id', ['-g', 'postgres'], { encoding: 'utf8' }));
  chownSync(folder, uid, gid);
  return { uid, gid };
}
