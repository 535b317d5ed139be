import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Every file of the repository that is not ignored, relative to its root. */
export function trackedFiles(root: string): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' });
  return [...new Set(listed.split('\0'))].filter((path) => path !== '' && existsSync(`${root}/${path}`)).sort();
}
