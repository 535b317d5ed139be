import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../core/app-error.ts';

const busy = 5;

/**
 * One process at a time may use a data folder. SQLite's file lock is the operating system's own: it ends with the process
 * that holds it, however that ends, and it holds between containers, where process ids say nothing.
 * Nothing else may open the lock file: closing it anywhere in this process would give the lock away.
 */
export async function lockDataFolder(folder: string): Promise<() => void> {
  const holderFile = join(folder, 'lock-holder');
  const lock = openLockFile(folder);
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive');
  } catch (error) {
    lock.close();
    if (sqliteCode(error) === busy) throw inUse(folder, readHolder(holderFile));
    throw unusable(folder, error);
  }
  await writeFile(holderFile, String(process.pid), { mode: 0o600 });
  return () => lock.close();
}

function openLockFile(folder: string): DatabaseSync {
  try {
    return new DatabaseSync(join(folder, 'lock'));
  } catch (error) {
    throw unusable(folder, error);
  }
}

function inUse(folder: string, pid: string | undefined): AppError {
  const holder = pid === undefined ? 'another process' : `process ${pid}${pid === String(process.pid) ? ' (this one)' : ''}`;
  return new AppError('data-folder-in-use', `The data folder ${folder} is in use by ${holder}`, {
    hint: 'Stop that process, or start with another folder (--data or WATCHKEEPER_DATA)',
  });
}

function unusable(folder: string, cause: unknown): AppError {
  return new AppError('unreadable-file', `The data folder ${folder} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`, {
    hint: 'Give this user the right to write there, or name another folder (--data or WATCHKEEPER_DATA)',
    cause,
  });
}

/** The lock is what counts; who holds it is only told, so a file that is not there yet is no failure. */
function readHolder(file: string): string | undefined {
  try {
    return /^\d+$/.exec(readFileSync(file, 'utf8'))?.[0];
  } catch {
    return undefined;
  }
}

function sqliteCode(error: unknown): unknown {
  return error instanceof Error && 'errcode' in error ? error.errcode : undefined;
}
