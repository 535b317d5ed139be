import { parseSync } from 'oxc-parser';

export interface ImportLine {
  readonly specifier: string;
  readonly line: number;
}

/** Everything that a source names as an import: statements, re-exports, `import()` of a literal and `import()` types. */
export function importsOf(path: string, source: string): ImportLine[] {
  const { module } = parseSync(path, source);
  const found = new Map<number, string>();
  for (const { moduleRequest } of module.staticImports) found.set(moduleRequest.start, moduleRequest.value);
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest } of entries) if (moduleRequest) found.set(moduleRequest.start, moduleRequest.value);
  }
  for (const match of source.matchAll(/\bimport\(\s*(['"])([^'"]+)\1\s*\)/g)) found.set(match.index, match[2] ?? '');
  return [...found].map(([at, specifier]) => ({ specifier, line: source.slice(0, at).split('\n').length }));
}
