import { assertionsOutsideGuarantees } from './find-assertions.ts';
import { hasDefaultExport } from './has-default-export.ts';

export interface RepoFile {
  readonly path: string;
  readonly text: string;
}

export const maxLines = 300;
const drawers = /^(index|utils?|helpers?|common|misc|types|constants|shared|lib)\.tsx?$/;
const kebabName = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*\.(ts|tsx|mjs|css|yml)$/;
const defaultExportFolders = /^(src\/(agents\/types|agents\/scan\/parts|face\/commands|sim\/stories|sim\/services)\/|ui\/pages\/|.*\.config\.ts$)/;
const fragmentFirstLine = /^(added|changed|fixed|removed|security): \S.+/;

/** Every way in which a file breaks the conventions of the house, one sentence each. */
export function findConventionProblems(files: readonly RepoFile[]): string[] {
  return files.flatMap((file) => problemsOf(file).map((problem) => `${file.path}: ${problem}`));
}

function problemsOf(file: RepoFile): string[] {
  return [...nameProblems(file), ...textProblems(file), ...codeProblems(file), ...fragmentProblems(file)];
}

function nameProblems({ path }: RepoFile): string[] {
  if (!/^(src|ui|scripts|bench|rules)\//.test(path) || path.includes('/migrations/')) return [];
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (drawers.test(name)) return ['a file is named for the one thing it exports, not for a drawer'];
  return /\.(tsx?|mjs|css|yml)$/.test(name) && !kebabName.test(name) ? ['file names are lower case with dashes'] : [];
}

function textProblems({ path, text }: RepoFile): string[] {
  const found: string[] = [];
  if (isCode(path) && !path.includes('/migrations/') && lineCount(text) > maxLines) found.push(`${lineCount(text)} lines, the most is ${maxLines}`);
  if (isCode(path) && /\b(TODO|FIXME|XXX|HACK)\b/.test(text) && !path.startsWith('scripts/conventions/')) found.push('unfinished work is marked; finish it or leave it out');
  if (/(^|[\s"'`(])\/(home|root|work|Users)\/[\w.-]+/m.test(text) && !path.startsWith('scripts/conventions/')) found.push("names a path of one person's machine");
  return found;
}

function codeProblems({ path, text }: RepoFile): string[] {
  if (!/\.tsx?$/.test(path)) return [];
  const found = assertionsOutsideGuarantees(path, text);
  if (isTest(path)) {
    if (/\bvi\.(mock|doMock|hoisted)\(/.test(text) && !path.startsWith('scripts/conventions/')) found.push('tests use real things, no module mocks');
    return found;
  }
  if (hasDefaultExport(path, text) && !defaultExportFolders.test(path)) found.push('only units, pages and configurations have a default export');
  return found;
}

function fragmentProblems({ path, text }: RepoFile): string[] {
  if (!path.startsWith('changes/') || path === 'changes/README.md') return [];
  if (!/^changes\/[a-z0-9-]+\.md$/.test(path)) return ['a change is told in changes/<name>.md'];
  return fragmentFirstLine.test(text) ? [] : ['begins with one of added, changed, fixed, removed, security, a colon and what a user notices'];
}

/** A test stands beside the code it is about: its name, or a longer one that begins so, exists in its folder. */
export function findLonelyTests(paths: readonly string[]): string[] {
  const codeByFolder = Map.groupBy(paths.filter((path) => isCode(path) && !isTest(path)), folderOf);
  return paths
    .filter((path) => isTest(path) && !codeByFolder.has(folderOf(path)))
    .map((path) => `${path}: stands beside no code`);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

function isCode(path: string): boolean {
  return /\.(ts|tsx|mjs)$/.test(path);
}

function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path);
}
