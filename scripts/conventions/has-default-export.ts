import { parseSync } from 'oxc-parser';

export function hasDefaultExport(path: string, source: string): boolean {
  const { module } = parseSync(path, source);
  return module.staticExports.some(({ entries }) => entries.some(({ exportName }) => String(exportName.kind) === 'Default'));
}
